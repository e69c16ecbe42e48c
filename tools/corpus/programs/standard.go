// library: Go crypto
package main

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/md5"
	"crypto/rand"
	"crypto/rc4"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"os"
)

//== aead: aes
func main() { b, _ := aes.NewCipher(make([]byte, 32)); g, _ := cipher.NewGCM(b); os.Stdout.Write(g.Seal(nil, make([]byte, 12), []byte("x"), nil)) }
//== hashes: md5 sha-1 sha-256 sha-512
func main() { a, b, c, d := md5.Sum(nil), sha1.Sum(nil), sha256.Sum256(nil), sha512.Sum512(nil); os.Stdout.Write(a[:]); os.Stdout.Write(b[:]); os.Stdout.Write(c[:]); os.Stdout.Write(d[:]) }
//== old-ciphers: des rc4
func main() { b, _ := des.NewCipher(make([]byte, 8)); o := make([]byte, 8); b.Encrypt(o, o); r, _ := rc4.NewCipher(o); r.XORKeyStream(o, o); os.Stdout.Write(o) }
//== hmac: hmac sha-256
func main() { h := hmac.New(sha256.New, []byte("k")); h.Write([]byte("x")); os.Stdout.Write(h.Sum(nil)) }
//== rsa: rsa
func main() { k, _ := rsa.GenerateKey(rand.Reader, 2048); os.Stdout.Write(k.N.Bytes()) }
//== ecdsa: ecdsa@secp256r1
func main() { k, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader); s, _ := ecdsa.SignASN1(rand.Reader, k, make([]byte, 32)); os.Stdout.Write(s) }
//== ed25519: ed25519 sha-512
func main() { _, k, _ := ed25519.GenerateKey(rand.Reader); os.Stdout.Write(ed25519.Sign(k, []byte("x"))) }
//== no-cryptography:
func main() { os.Stdout.WriteString("no cryptography\n") }
