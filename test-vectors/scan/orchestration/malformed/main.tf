resource "aws_kms_key" "k" {
  customer_master_key_spec = "RSA_9999"
  key_usage = "SIGN
