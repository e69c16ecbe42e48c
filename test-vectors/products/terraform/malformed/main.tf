resource "aws_kms_key" "a" {
  customer_master_key_spec = "NONESUCH
