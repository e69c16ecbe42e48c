postconf -e smtpd_tls_security_level=may
ssl_cipher_list=HIGH
