# 鍵管理
resource "aws_kms_key" "data" {
  description              = "data"
  customer_master_key_spec = "RSA_2048"
  enable_key_rotation      = true
}
resource "aws_lb_listener" "www" {
  ssl_policy = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  tags = {
    Name = "www"
  }
}
resource "azurerm_storage_account" "s" {
  min_tls_version = "TLS1_0"
}
resource "tls_private_key" "k" {
  algorithm = "RSA"
  rsa_bits  = 2048
}
