//! Names of cryptographic functions, and which algorithm each one fixes.
//!
//! One row a pattern. A function that takes the algorithm as an argument fixes none and has no
//! row: it gives the link to its library, no more.

use std::collections::HashMap;
use std::sync::LazyLock;

use aratame_algorithms::Usage;

use super::words;

/// Pattern and what it fixes. `{a,b}` stands for either, `{a=x}` says what `$1` becomes, `*` at
/// the end takes any rest. Usages are in the grammar of [`Usage::parse`], several with a space.
struct Row(&'static str, &'static str);

/// OpenSSL, BoringSSL, AWS-LC, LibreSSL: high-level interface.
#[rustfmt::skip]
const OPENSSL_EVP: &[Row] = &[
    Row("EVP_{aes,camellia,aria}_{128,192,256}_{ecb,cbc,cfb,cfb1=cfb,cfb8=cfb,cfb128=cfb,ofb,ctr,gcm,ccm}", "$1-$2/$3"),
    Row("EVP_aes_{128,256}_xts", "aes-$1/xts"),
    Row("EVP_aes_{128,192,256}_{ocb,wrap=kw,wrap_pad=kwp}", "aes-$1/$2"),
    Row("EVP_aes_{128,256}_cbc_hmac_{sha1=sha-1,sha256=sha-256}", "aes-$1/cbc hmac#$2"),
    Row("EVP_aead_aes_{128,192,256}_{gcm,gcm_siv=gcm-siv,ccm_bluetooth=ccm,ccm_matter=ccm}", "aes-$1/$2"),
    Row("EVP_aead_chacha20_poly1305", "chacha20-poly1305"),
    Row("EVP_aead_xchacha20_poly1305", "xchacha20-poly1305"),
    Row("EVP_des_{ecb,cbc,cfb,cfb1=cfb,cfb8=cfb,cfb64=cfb,ofb}", "des/$1"),
    Row("EVP_des_ede", "3des-2key/ecb"),
    Row("EVP_des_ede_{ecb,cbc,cfb,cfb64=cfb,ofb}", "3des-2key/$1"),
    Row("EVP_des_ede3", "3des/ecb"),
    Row("EVP_des_ede3_{ecb,cbc,cfb,cfb1=cfb,cfb8=cfb,cfb64=cfb,ofb,wrap=kw}", "3des/$1"),
    Row("EVP_desx_cbc", "desx/cbc"),
    Row("EVP_{bf=blowfish,cast5,idea,rc2,seed,sm4}_{ecb,cbc,cfb,cfb64=cfb,cfb128=cfb,ofb,ctr}", "$1/$2"),
    Row("EVP_rc2_{40,64}_cbc", "rc2-$1/cbc"),
    Row("EVP_rc4", "rc4"),
    Row("EVP_rc4_40", "rc4-40"),
    Row("EVP_rc4_hmac_md5", "rc4 hmac#md5"),
    Row("EVP_rc5_32_12_16_{ecb,cbc,cfb,cfb64=cfb,ofb}", "rc5/$1"),
    Row("EVP_chacha20", "chacha20"),
    Row("EVP_chacha20_poly1305", "chacha20-poly1305"),
    Row("EVP_{md2,md4,md5,md5_sha1=md5-sha1,sha1=sha-1,sha224=sha-224,sha256=sha-256,sha384=sha-384,sha512=sha-512,sha512_224=sha-512-224,sha512_256=sha-512-256,shake128,shake256,ripemd160=ripemd-160,whirlpool,sm3,mdc2=mdc-2,blake2b512=blake2b,blake2s256=blake2s,blake2b256=blake2b-256}", "$1"),
    Row("EVP_sha3_{224,256,384,512}", "sha3-$1"),
    Row("EVP_PBE_scrypt{,_ex}", "scrypt"),
    Row("EVP_hpke_x25519_hkdf_sha256", "hpke x25519"),
    Row("PKCS5_PBKDF2_HMAC", "pbkdf2"),
    Row("PKCS5_PBKDF2_HMAC_SHA1", "pbkdf2#sha-1"),
    Row("HKDF{,_extract,_expand}", "hkdf"),
];

/// The same: low-level interface.
#[rustfmt::skip]
const OPENSSL_LOW: &[Row] = &[
    Row("AES_{set_encrypt_key,set_decrypt_key,encrypt,decrypt}", "aes"),
    Row("AES_{ecb,cbc,ige}_encrypt", "aes/$1"),
    Row("AES_{cfb1,cfb8,cfb128}_encrypt", "aes/cfb"),
    Row("AES_ofb128_encrypt", "aes/ofb"),
    Row("AES_ctr128_encrypt", "aes/ctr"),
    Row("AES_{wrap,unwrap}_key", "aes/kw"),
    Row("DES_{set_key,set_key_checked,set_key_unchecked,key_sched,encrypt1,string_to_key}", "des"),
    Row("DES_ecb_encrypt", "des/ecb"),
    Row("DES_{ncbc,cbc}_encrypt", "des/cbc"),
    Row("DES_{cfb,cfb64}_encrypt", "des/cfb"),
    Row("DES_{fcrypt,crypt}", "descrypt"),
    Row("DES_xcbc_encrypt", "desx/cbc"),
    Row("DES_ecb3_encrypt", "3des/ecb"),
    Row("DES_ede3_{cbc,cfb=cfb,cfb64=cfb,ofb64=ofb}_encrypt", "3des/$1"),
    Row("BF_{set_key,encrypt,decrypt,ecb_encrypt,cbc_encrypt,cfb64_encrypt,ofb64_encrypt}", "blowfish"),
    Row("CAST_{set_key,encrypt,decrypt,ecb_encrypt,cbc_encrypt,cfb64_encrypt,ofb64_encrypt}", "cast5"),
    Row("RC2_{set_key,encrypt,decrypt,ecb_encrypt,cbc_encrypt,cfb64_encrypt,ofb64_encrypt}", "rc2"),
    Row("RC4{,_set_key}", "rc4"),
    Row("RC5_32_{set_key,encrypt,decrypt,ecb_encrypt,cbc_encrypt}", "rc5"),
    Row("IDEA_{set_encrypt_key,set_decrypt_key,encrypt,ecb_encrypt,cbc_encrypt,cfb64_encrypt,ofb64_encrypt}", "idea"),
    Row("SEED_{set_key,encrypt,decrypt,ecb_encrypt,cbc_encrypt,cfb128_encrypt,ofb128_encrypt}", "seed"),
    Row("Camellia_{set_key,encrypt,decrypt,ecb_encrypt,cbc_encrypt,ctr128_encrypt,cfb128_encrypt,ofb128_encrypt}", "camellia"),
    Row("CRYPTO_chacha_20", "chacha20"),
    Row("CRYPTO_poly1305_{init,update,finish}", "poly1305"),
    Row("MD2{,_Init,_Update,_Final}", "md2"),
    Row("MD4{,_Init,_Update,_Final,_Transform}", "md4"),
    Row("MD5{,_Init,_Update,_Final,_Transform}", "md5"),
    Row("SHA1{,_Init,_Update,_Final,_Transform}", "sha-1"),
    Row("SHA{224,256,384,512}{,_Init,_Update,_Final,_Transform}", "sha-$1"),
    Row("RIPEMD160{,_Init,_Update,_Final,_Transform}", "ripemd-160"),
    Row("WHIRLPOOL{,_Init,_Update,_Final,_BitUpdate}", "whirlpool"),
    Row("MDC2{,_Init,_Update,_Final}", "mdc-2"),
    Row("HMAC{,_Init,_Init_ex,_Update,_Final}", "hmac"),
    Row("CMAC_{Init,Update,Final}", "cmac"),
    Row("RSA_{generate_key,generate_key_ex,public_encrypt,public_decrypt,private_encrypt,private_decrypt,encrypt,decrypt,verify_raw,sign_raw}", "rsa"),
    Row("RSA_{sign,verify}", "rsassa-pkcs1-v1_5"),
    Row("RSA_{padding_add,verify}_PKCS1_PSS{,_mgf1}", "rsassa-pss"),
    Row("RSA_{sign,verify}_pss_mgf1", "rsassa-pss"),
    Row("RSA_padding_{add,check}_PKCS1_OAEP{,_mgf1}", "rsaes-oaep"),
    Row("DSA_{sign,verify,do_sign,do_verify,generate_key,generate_parameters_ex}", "dsa"),
    Row("DH_{generate_key,compute_key,compute_key_padded,generate_parameters_ex}", "dh"),
    Row("ECDSA_{sign,verify,do_sign,do_verify,sign_ex,do_sign_ex}", "ecdsa"),
    Row("ECDH_{compute_key,compute_key_fips}", "ecdh"),
    Row("EC_KEY_generate_key", "ec"),
    Row("{X25519,X25519_keypair,X25519_public_from_private}", "x25519"),
    Row("ED25519_{sign,verify,keypair,keypair_from_seed}", "ed25519"),
    Row("SRP_{create_verifier,Calc_server_key,Calc_client_key,Calc_A,Calc_B,Calc_u,Calc_x}", "srp"),
    Row("ML{KEM768=ml-kem-768,KEM1024=ml-kem-1024,DSA44=ml-dsa-44,DSA65=ml-dsa-65,DSA87=ml-dsa-87}_{generate_key,encap,decap,sign,verify,public_from_private,parse_public_key,private_key_from_seed}", "$1"),
    Row("SLHDSA_SHA2_128S_{generate_key,sign,verify}", "slh-dsa-sha2-128s"),
];

/// The assembly that OpenSSL, BoringSSL, AWS-LC and ring share, by the names that their generators
/// give.
#[rustfmt::skip]
const PERLASM: &[Row] = &[
    Row("{aes_hw,aesni,vpaes,bsaes}_*", "aes"),
    Row("{sha1=sha-1,sha256=sha-256,sha512=sha-512}_block_data_order*", "$1"),
    Row("md5_block_asm_data_order", "md5"),
    Row("ChaCha20_ctr32*", "chacha20"),
    Row("chacha20_poly1305_{open,seal}*", "chacha20-poly1305"),
    Row("gcm_{init,gmult,ghash}_{clmul,avx,v8,neon,4bit,ssse3,nohw}*", "gcm"),
    Row("ecp_nistz256_*", "ec@secp256r1"),
    Row("x25519_{fe51,fe64}_*", "x25519"),
    Row("x25519_sc_{mask,muladd,reduce}", "ed25519"),
    Row("Camellia_{EncryptBlock,DecryptBlock}*", "camellia"),
];

/// libgcrypt: its tables of functions, one an algorithm. Programs name algorithms by number.
#[rustfmt::skip]
const GCRYPT: &[Row] = &[
    Row("_gcry_cipher_spec_{aes=aes-128,aes192=aes-192,aes256=aes-256,blowfish,cast5,des,tripledes=3des,serpent128=serpent,serpent192=serpent,serpent256=serpent,twofish,twofish128=twofish,arcfour=rc4,camellia128=camellia-128,camellia192=camellia-192,camellia256=camellia-256,seed,idea,salsa20,chacha20,sm4}", "$1"),
    Row("_gcry_digest_spec_{md2,md4,md5,sha1=sha-1,sha224=sha-224,sha256=sha-256,sha384=sha-384,sha512=sha-512,rmd160=ripemd-160,sm3,whirlpool}", "$1"),
    Row("_gcry_pubkey_spec_{rsa,dsa,elg=elgamal,ecc=ec}", "$1"),
];

/// NSS: freebl, where it is linked in. Programs name mechanisms by number.
#[rustfmt::skip]
const NSS: &[Row] = &[
    Row("{AES=aes,DES=des,RC2=rc2,RC4=rc4,RC5=rc5,Camellia=camellia,SEED=seed}_{CreateContext,AllocateContext,InitContext,DestroyContext,Encrypt,Decrypt}", "$1"),
    Row("ChaCha20Poly1305_{CreateContext,InitContext,Seal,Open}", "chacha20-poly1305"),
    Row("{MD2=md2,MD5=md5,SHA1=sha-1,SHA224=sha-224,SHA256=sha-256,SHA384=sha-384,SHA512=sha-512}_{NewContext,DestroyContext,Begin,End,HashBuf,Hash}", "$1"),
];

/// Nettle and Hogweed.
#[rustfmt::skip]
const NETTLE: &[Row] = &[
    Row("nettle_aes{128,192,256}_{set_encrypt_key,set_decrypt_key,encrypt,decrypt,invert_key}", "aes-$1"),
    Row("nettle_aes_{set_encrypt_key,set_decrypt_key,encrypt,decrypt,invert_key}", "aes"),
    Row("nettle_camellia{128,192,256}_{set_encrypt_key,set_decrypt_key,invert_key,crypt}", "camellia-$1"),
    Row("nettle_gcm_aes{128,192,256}_{set_key,encrypt,decrypt,digest,update,set_iv}", "aes-$1/gcm"),
    Row("nettle_gcm_camellia{128,256}_{set_key,encrypt,decrypt,digest,update,set_iv}", "camellia-$1/gcm"),
    Row("nettle_ccm_aes{128,192,256}_{set_key,encrypt,decrypt,digest,update,set_nonce,encrypt_message,decrypt_message}", "aes-$1/ccm"),
    Row("nettle_eax_aes128_{set_key,encrypt,decrypt,digest,update,set_nonce}", "aes-128/eax"),
    Row("nettle_siv_cmac_aes{128,256}_{set_key,encrypt_message,decrypt_message}", "aes-$1/siv"),
    Row("nettle_xts_aes{128,256}_{set_encrypt_key,set_decrypt_key,encrypt_message,decrypt_message}", "aes-$1/xts"),
    Row("nettle_cmac_{aes128=aes-128,aes256=aes-256,des3=3des}_{set_key,update,digest}", "cmac $1"),
    Row("nettle_{arcfour=rc4,arcfour128=rc4}_{set_key,crypt}", "$1"),
    Row("nettle_{arctwo=rc2,blowfish,cast128=cast5,cast5=cast5,des,des3=3des,serpent,twofish,sm4}_{set_key,encrypt,decrypt,set_encrypt_key,set_decrypt_key,crypt}", "$1"),
    Row("nettle_{chacha=chacha20,salsa20,chacha_poly1305=chacha20-poly1305}_{set_key,crypt,encrypt,decrypt,set_nonce,crypt32,digest}", "$1"),
    Row("nettle_{md2,md4,md5,sha1=sha-1,sha224=sha-224,sha256=sha-256,sha384=sha-384,sha512=sha-512,sha512_224=sha-512-224,sha512_256=sha-512-256,ripemd160=ripemd-160,gosthash94=gost-r-34.11-94,gosthash94cp=gost-r-34.11-94,streebog256=streebog-256,streebog512=streebog-512,sm3}_{init,update,digest}", "$1"),
    Row("nettle_sha3_{224,256,384,512}_{init,update,digest}", "sha3-$1"),
    Row("nettle_sha3_{128,256}_shake{,_output}", "shake$1"),
    Row("nettle_hmac_{md5,sha1=sha-1,sha224=sha-224,sha256=sha-256,sha384=sha-384,sha512=sha-512,ripemd160=ripemd-160,sm3,gosthash94cp=gost-r-34.11-94,streebog256=streebog-256,streebog512=streebog-512}_{set_key,update,digest}", "hmac#$1"),
    Row("nettle_pbkdf2_hmac_{sha1=sha-1,sha256=sha-256,sha384=sha-384,sha512=sha-512,gosthash94cp=gost-r-34.11-94}", "pbkdf2#$1"),
    Row("nettle_pbkdf2", "pbkdf2"),
    Row("nettle_hkdf_{extract,expand}", "hkdf"),
    Row("nettle_poly1305_*", "poly1305"),
    Row("nettle_umac{32,64,96,128}_{set_key,set_nonce,update,digest}", "umac"),
    Row("nettle_yarrow256_{init,seed,random}", "yarrow"),
    Row("nettle_rsa_{generate_keypair,encrypt,decrypt,decrypt_tr,sec_decrypt,compute_root,compute_root_tr}", "rsa"),
    Row("nettle_rsa_{md5,sha1=sha-1,sha256=sha-256,sha512=sha-512}_{sign,verify,sign_tr,sign_digest,verify_digest,sign_digest_tr}", "rsassa-pkcs1-v1_5#$1"),
    Row("nettle_rsa_pkcs1_{sign,sign_tr,verify}", "rsassa-pkcs1-v1_5"),
    Row("nettle_rsa_pss_{sha256=sha-256,sha384=sha-384,sha512=sha-512}_{sign_digest_tr,verify_digest}", "rsassa-pss#$1"),
    Row("nettle_dsa_{sign,verify,generate_keypair,generate_params}", "dsa"),
    Row("nettle_ecdsa_{sign,verify,generate_keypair}", "ecdsa"),
    Row("nettle_ed25519_sha512_{sign,verify,public_key}", "ed25519"),
    Row("nettle_ed448_shake256_{sign,verify,public_key}", "ed448"),
    Row("nettle_curve25519_mul{,_g}", "x25519"),
    Row("nettle_curve448_mul{,_g}", "x448"),
    Row("nettle_gostdsa_{sign,verify,vko}", "gost-r-34.10-2012-256"),
];

/// GnuTLS: what is fixed by its few specific functions.
#[rustfmt::skip]
const GNUTLS: &[Row] = &[
    Row("gnutls_pbkdf2", "pbkdf2"),
    Row("gnutls_hkdf_{extract,expand}", "hkdf"),
    Row("gnutls_srp_*", "srp"),
];

/// libsodium and NaCl.
#[rustfmt::skip]
const SODIUM: &[Row] = &[
    Row("crypto_secretbox{,_easy,_open,_open_easy,_detached,_open_detached,_keygen}", "xsalsa20-poly1305"),
    Row("crypto_secretbox_xsalsa20poly1305*", "xsalsa20-poly1305"),
    Row("crypto_secretbox_xchacha20poly1305*", "xchacha20-poly1305"),
    Row("crypto_secretstream_xchacha20poly1305*", "xchacha20-poly1305"),
    Row("crypto_box{,_easy,_open,_open_easy,_keypair,_seed_keypair,_beforenm,_afternm,_seal,_seal_open,_detached,_easy_afternm,_open_easy_afternm}", "x25519 xsalsa20-poly1305"),
    Row("crypto_box_curve25519xsalsa20poly1305*", "x25519 xsalsa20-poly1305"),
    Row("crypto_box_curve25519xchacha20poly1305*", "x25519 xchacha20-poly1305"),
    Row("crypto_sign{,_open,_detached,_verify_detached,_keypair,_seed_keypair,_init,_update,_final_create,_final_verify}", "ed25519"),
    Row("crypto_sign_{ed25519*,edwards25519sha512batch*}", "ed25519"),
    Row("crypto_aead_chacha20poly1305_*", "chacha20-poly1305"),
    Row("crypto_aead_xchacha20poly1305_*", "xchacha20-poly1305"),
    Row("crypto_aead_aes256gcm_*", "aes-256/gcm"),
    Row("crypto_aead_aegis{128l=aegis-128l,256=aegis-256}_*", "$1"),
    Row("crypto_hash", "sha-512"),
    Row("crypto_hash_sha{256,512}*", "sha-$1"),
    Row("crypto_generichash*", "blake2b"),
    Row("crypto_auth{,_verify,_keygen}", "hmac#sha-512"),
    Row("crypto_auth_hmacsha{256,512}*", "hmac#sha-$1"),
    Row("crypto_onetimeauth*", "poly1305"),
    Row("crypto_scalarmult{,_base,_curve25519*}", "x25519"),
    Row("crypto_kx_*", "x25519 blake2b"),
    Row("crypto_pwhash{,_str,_str_verify,_str_needs_rehash,_str_alg}", "argon2id"),
    Row("crypto_pwhash_argon2{i_=argon2i,id_=argon2id}*", "$1"),
    Row("crypto_pwhash_scryptsalsa208sha256*", "scrypt"),
    Row("crypto_shorthash*", "siphash"),
    Row("crypto_stream_{chacha20=chacha20,salsa20=salsa20,xchacha20=xchacha20}*", "$1"),
    Row("crypto_kdf_{derive_from_key,keygen,blake2b*}", "blake2b"),
    Row("crypto_kdf_hkdf_sha{256,512}_*", "hkdf#sha-$1"),
];

/// mbed TLS.
#[rustfmt::skip]
const MBEDTLS: &[Row] = &[
    Row("mbedtls_{aes,des,des3=3des,camellia,aria,arc4=rc4,blowfish,chacha20,chachapoly=chacha20-poly1305,poly1305,md2,md4,md5,sha1=sha-1,ripemd160=ripemd-160,hkdf,rsa,dhm=dh,ecdsa,ecdh,ecjpake=j-pake,hmac_drbg=hmac-drbg,ctr_drbg=ctr-drbg,lms,lmots=lms}_{init,setup,setkey_enc,setkey_dec,starts,starts_ret,update,update_ret,finish,finish_ret,seed,crypt_ecb,crypt_cbc,crypt_ctr,crypt,set_key,setkey,gen_key,genkey,pkcs1_sign,pkcs1_verify,pkcs1_encrypt,pkcs1_decrypt,public,private,sign,verify,write_signature,read_signature,make_public,make_params,calc_secret,gen_public,compute_shared,random,encrypt_and_tag,auth_decrypt,ret,expand,extract}", "$1"),
    Row("mbedtls_sha256{,_ret,_init,_starts,_starts_ret,_update,_update_ret,_finish,_finish_ret}", "sha-256"),
    Row("mbedtls_sha512{,_ret,_init,_starts,_starts_ret,_update,_update_ret,_finish,_finish_ret}", "sha-512"),
    Row("mbedtls_{md2,md4,md5,sha1=sha-1,ripemd160=ripemd-160,hkdf}", "$1"),
    Row("mbedtls_sha3_{init,starts,update,finish}", "sha3-256"),
    Row("mbedtls_rsa_rsassa_pss_{sign,verify,verify_ext,sign_ext}", "rsassa-pss"),
    Row("mbedtls_rsa_rsaes_oaep_{encrypt,decrypt}", "rsaes-oaep"),
    Row("mbedtls_rsa_rsassa_pkcs1_v15_{sign,verify}", "rsassa-pkcs1-v1_5"),
    Row("mbedtls_rsa_rsaes_pkcs1_v15_{encrypt,decrypt}", "rsaes-pkcs1-v1_5"),
    Row("mbedtls_pkcs5_pbkdf2_hmac{,_ext}", "pbkdf2"),
    Row("mbedtls_md_hmac{,_starts,_update,_finish}", "hmac"),
    Row("mbedtls_cipher_cmac{,_starts,_update,_finish}", "cmac"),
];

/// wolfSSL and wolfCrypt.
#[rustfmt::skip]
const WOLFSSL: &[Row] = &[
    Row("wc_Aes{Cbc=cbc,Ctr=ctr,Gcm=gcm,Ccm=ccm,Xts=xts,Ecb=ecb,Cfb=cfb,Ofb=ofb}{Encrypt,Decrypt}", "aes/$1"),
    Row("wc_AesSetKey", "aes"),
    Row("wc_{Des3=3des,Des=des}_{SetKey,CbcEncrypt,CbcDecrypt,EcbEncrypt}", "$1"),
    Row("wc_Arc4{SetKey,Process}", "rc4"),
    Row("wc_Camellia{SetKey,CbcEncrypt,CbcDecrypt}", "camellia"),
    Row("wc_Chacha_{SetKey,Process}", "chacha20"),
    Row("wc_ChaCha20Poly1305_{Encrypt,Decrypt,Init}", "chacha20-poly1305"),
    Row("wc_{Md2=md2,Md4=md4,Md5=md5,Sha=sha-1,Sha224=sha-224,Sha256=sha-256,Sha384=sha-384,Sha512=sha-512,Sm3=sm3,RipeMd=ripemd-160,Blake2b=blake2b,Blake2s=blake2s}{Update,Final,GetHash}", "$1"),
    Row("wc_Init{Md4=md4,Md5=md5,Sha=sha-1,Sha224=sha-224,Sha256=sha-256,Sha384=sha-384,Sha512=sha-512,Sm3=sm3,RipeMd=ripemd-160,Blake2b=blake2b,Blake2s=blake2s}{,_ex}", "$1"),
    Row("wc_Sha3_{224,256,384,512}_{Update,Final}", "sha3-$1"),
    Row("wc_Shake{128,256}_{Update,Final}", "shake$1"),
    Row("wc_Hmac{SetKey,Update,Final}", "hmac"),
    Row("wc_CmacUpdate", "cmac"),
    Row("wc_PBKDF2", "pbkdf2"),
    Row("wc_HKDF{,_Extract,_Expand}", "hkdf"),
    Row("wc_scrypt", "scrypt"),
    Row("wc_RsaSSL_{Sign,Verify}", "rsassa-pkcs1-v1_5"),
    Row("wc_RsaPSS_{Sign,Verify}", "rsassa-pss"),
    Row("wc_{RsaPublicEncrypt,RsaPrivateDecrypt,MakeRsaKey}", "rsa"),
    Row("wc_ecc_{sign,verify}_hash", "ecdsa"),
    Row("wc_ecc_shared_secret", "ecdh"),
    Row("wc_ed25519_{sign_msg,verify_msg,make_key}", "ed25519"),
    Row("wc_ed448_{sign_msg,verify_msg,make_key}", "ed448"),
    Row("wc_curve25519_{shared_secret,make_key}", "x25519"),
    Row("wc_curve448_{shared_secret,make_key}", "x448"),
    Row("wc_Dh{GenerateKeyPair,Agree}", "dh"),
    Row("wc_{MlKemKey,KyberKey}_{Encapsulate,Decapsulate,MakeKey}", "ml-kem"),
    Row("wc_dilithium_{sign_msg,verify_msg,make_key,sign_ctx_msg,verify_ctx_msg}", "ml-dsa"),
    Row("wc_falcon_{sign_msg,verify_msg}", "falcon"),
    Row("wc_LmsKey_{Sign,Verify,MakeKey}", "hss-lms"),
    Row("wc_XmssKey_{Sign,Verify,MakeKey}", "xmss"),
];

/// liboqs, PQClean, mlkem-native and the reference code of the winners.
#[rustfmt::skip]
const POST_QUANTUM: &[Row] = &[
    Row("OQS_KEM_ml_kem_{512,768,1024}_{keypair,encaps,decaps,new,keypair_derand,encaps_derand}", "ml-kem-$1"),
    Row("OQS_KEM_kyber_{512,768,1024}_{keypair,encaps,decaps,new}", "kyber$1"),
    Row("OQS_KEM_frodokem_{640,976,1344}_{aes,shake}_{keypair,encaps,decaps,new}", "frodokem-$1-$2"),
    Row("OQS_KEM_bike_{l1,l3,l5}_{keypair,encaps,decaps,new}", "bike-$1"),
    Row("OQS_KEM_hqc_{128,192,256}_{keypair,encaps,decaps,new}", "hqc-$1"),
    Row("OQS_KEM_classic_mceliece_{348864,348864f,460896,460896f,6688128,6688128f,6960119,6960119f,8192128,8192128f}_{keypair,encaps,decaps,new}", "classic-mceliece-$1"),
    Row("OQS_KEM_ntruprime_sntrup761_{keypair,encaps,decaps,new}", "sntrup761"),
    Row("OQS_SIG_ml_dsa_{44,65,87}_{keypair,sign,verify,new,sign_with_ctx_str,verify_with_ctx_str}", "ml-dsa-$1"),
    Row("OQS_SIG_dilithium_{2,3,5}_{keypair,sign,verify,new}", "dilithium$1"),
    Row("OQS_SIG_falcon_{512,1024}_{keypair,sign,verify,new}", "falcon-$1"),
    Row("OQS_SIG_falcon_padded_{512,1024}_{keypair,sign,verify,new}", "falcon-padded-$1"),
    Row("OQS_SIG_sphincs_{sha2,shake}_{128,192,256}{s,f}_simple_{keypair,sign,verify,new}", "sphincs+-$1-$2$3-simple"),
    Row("PQCLEAN_MLKEM{512,768,1024}_*", "ml-kem-$1"),
    Row("PQCLEAN_KYBER{512,768,1024}_*", "kyber$1"),
    Row("PQCLEAN_MLDSA{44,65,87}_*", "ml-dsa-$1"),
    Row("PQCLEAN_DILITHIUM{2,3,5}_*", "dilithium$1"),
    Row("PQCLEAN_FALCON{512,1024}_*", "falcon-$1"),
    Row("PQCP_MLKEM_NATIVE_MLKEM{512,768,1024}_*", "ml-kem-$1"),
    Row("pqcrystals_kyber{512,768,1024}_*", "kyber$1"),
    Row("pqcrystals_dilithium{2,3,5}_*", "dilithium$1"),
];

/// Apple CommonCrypto.
#[rustfmt::skip]
const APPLE: &[Row] = &[
    Row("CC_{MD2=md2,MD4=md4,MD5=md5,SHA1=sha-1,SHA224=sha-224,SHA256=sha-256,SHA384=sha-384,SHA512=sha-512}{,_Init,_Update,_Final}", "$1"),
    Row("CCHmac{,Init,Update,Final}", "hmac"),
    Row("CCKeyDerivationPBKDF", "pbkdf2"),
];

/// Apple CryptoKit, by the mangled names of its types: enumerations end in O, structures in V.
#[rustfmt::skip]
const CRYPTO_KIT: &[Row] = &[
    Row("$s9CryptoKit6SHA{256,384,512}V*", "sha-$1"),
    Row("$s9CryptoKit8InsecureO{3MD5=md5,4SHA1=sha-1}V*", "$1"),
    Row("$s9CryptoKit3AESO3GCMO*", "aes/gcm"),
    Row("$s9CryptoKit10ChaChaPolyO*", "chacha20-poly1305"),
    Row("$s9CryptoKit4P{256,384,521}O7SigningO*", "ecdsa@secp$1r1"),
    Row("$s9CryptoKit4P{256,384,521}O12KeyAgreementO*", "ecdh@secp$1r1"),
    Row("$s9CryptoKit10Curve25519O7SigningO*", "ed25519"),
    Row("$s9CryptoKit10Curve25519O12KeyAgreementO*", "x25519"),
    Row("$s9CryptoKit4{HMAC=hmac,HKDF=hkdf}V*", "$1"),
];

/// Code that programs carry with them: gnulib, libmd, git, zlib-like digests, password hashing.
#[rustfmt::skip]
const CARRIED: &[Row] = &[
    Row("{md2,md4,md5,sha1=sha-1,sha224=sha-224,sha256=sha-256,sha384=sha-384,sha512=sha-512,sm3}_{init_ctx,process_bytes,process_block,buffer,stream,finish_ctx,read_ctx}", "$1"),
    Row("{,__}{md5,sha256=sha-256,sha512=sha-512}_{process_bytes,process_block}", "$2"),
    Row("{MD2=md2,MD4=md4,MD5=md5,SHA1=sha-1,RMD160=ripemd-160,SHA224=sha-224,SHA256=sha-256,SHA384=sha-384,SHA512=sha-512}{Init,Update,Final,Transform,Data,File}", "$1"),
    Row("SHA512_256_{Init,Update,Final}", "sha-512-256"),
    Row("{git,blk}_SHA1_{Init,Update,Final}", "sha-1"),
    Row("SHA1DC{Init,Update,Final}", "sha-1"),
    Row("blake2b{,_init,_init_key,_update,_final,_compress}", "blake2b"),
    Row("blake2s{,_init,_init_key,_update,_final,_compress}", "blake2s"),
    Row("blake3_hasher_{init,init_keyed,init_derive_key,update,finalize}", "blake3"),
    Row("hmac_{md5,sha1=sha-1,sha256=sha-256,sha384=sha-384,sha512=sha-512}{,_init,_update,_final}", "hmac#$1"),
    Row("bcrypt_pbkdf", "bcrypt-pbkdf"),
    Row("argon2{id,i,d}_hash_{raw,encoded}", "argon2$1"),
    Row("libscrypt_scrypt", "scrypt"),
    Row("rijndael{Encrypt,Decrypt,KeySetupEnc,KeySetupDec}", "aes"),
    Row("{chacha_keysetup,chacha_ivsetup,chacha_encrypt_bytes}", "chacha20"),
    Row("{poly1305_auth,poly1305_blocks}", "poly1305"),
    Row("crypto_kem_{sntrup761,sntrup761_*}", "sntrup761"),
    Row("crypto_kem_mlkem768_*", "ml-kem-768"),
    Row("crypto_sign_ed25519{,_open,_keypair}", "ed25519"),
];

/// Crypto++ and Botan, by the mangled names of their classes; Go, by package.
#[rustfmt::skip]
const MANGLED: &[Row] = &[
    Row("_ZN{,K}8CryptoPP{8Rijndael=aes,4SHA1=sha-1,6SHA224=sha-224,6SHA256=sha-256,6SHA384=sha-384,6SHA512=sha-512,4SHA3=sha3-256,8Blowfish=blowfish,7Twofish=twofish,7Serpent=serpent,8Camellia=camellia,8DES_EDE3=3des,3DES=des,5Weak13MD4=md4,5Weak13MD5=md5,5Weak19ARC4_Base=rc4,7BLAKE2b=blake2b,7BLAKE2s=blake2s,3SM3=sm3,3SM4=sm4,4ARIA=aria,4SEED=seed,4IDEA=idea,3RC2=rc2,3RC5=rc5,3RC6=rc6,7CAST128=cast5,7CAST256=cast6,4MARS=mars,9Whirlpool=whirlpool,9RIPEMD160=ripemd-160,5Tiger=tiger,6Scrypt=scrypt,9HMAC_Base=hmac,9CMAC_Base=cmac,7SipHash=siphash,13ChaCha_Policy=chacha20,16ChaChaTLS_Policy=chacha20,14Salsa20_Policy=salsa20,13Poly1305_Base=poly1305,16Poly1305TLS_Base=poly1305,21ChaCha20Poly1305_Base=chacha20-poly1305,22XChaCha20Poly1305_Base=xchacha20-poly1305,11RSAFunction=rsa,21InvertibleRSAFunction=rsa,6x25519=x25519,13ed25519Signer=ed25519,15ed25519Verifier=ed25519}*", "$2"),
    Row("_ZN{,K}5Botan{7AES_128=aes-128,7AES_192=aes-192,7AES_256=aes-256,5SHA_1=sha-1,7SHA_160=sha-1,7SHA_224=sha-224,7SHA_256=sha-256,7SHA_384=sha-384,7SHA_512=sha-512,5SHA_3=sha3-256,3MD4=md4,3MD5=md5,8Blowfish=blowfish,7Twofish=twofish,7Serpent=serpent,12Camellia_128=camellia-128,12Camellia_192=camellia-192,12Camellia_256=camellia-256,8ARIA_128=aria-128,8ARIA_256=aria-256,4SEED=seed,4IDEA=idea,8CAST_128=cast5,9TripleDES=3des,3DES=des,3RC4=rc4,7BLAKE2b=blake2b,9Whirlpool=whirlpool,10RIPEMD_160=ripemd-160,3SM3=sm3,3SM4=sm4,6ChaCha=chacha20,7Salsa20=salsa20,8Poly1305=poly1305,27ChaCha20Poly1305_Encryption=chacha20-poly1305,27ChaCha20Poly1305_Decryption=chacha20-poly1305,4HMAC=hmac,4CMAC=cmac,4HKDF=hkdf,6Scrypt=scrypt,14RSA_PrivateKey=rsa,13RSA_PublicKey=rsa,14DSA_PrivateKey=dsa,13DSA_PublicKey=dsa,13DH_PrivateKey=dh,12DH_PublicKey=dh,16ECDSA_PrivateKey=ecdsa,15ECDSA_PublicKey=ecdsa,15ECDH_PrivateKey=ecdh,14ECDH_PublicKey=ecdh,18Ed25519_PrivateKey=ed25519,17Ed25519_PublicKey=ed25519,21Curve25519_PrivateKey=x25519,20Curve25519_PublicKey=x25519}*", "$2"),
    Row("crypto/{aes,des,rc4,md5,sha1=sha-1,sha256=sha-256,sha512=sha-512,rsa,dsa,ecdsa,ed25519,hmac}.*", "$1"),
    Row("crypto/internal/fips140/{aes,rsa,ecdsa,ed25519,hmac,sha256=sha-256,sha512=sha-512,hkdf,pbkdf2,mlkem=ml-kem,mldsa=ml-dsa}.*", "$1"),
    Row("golang.org/x/crypto/{chacha20,chacha20poly1305=chacha20-poly1305,blake2b,blake2s,scrypt,pbkdf2,bcrypt,md4,ripemd160=ripemd-160,blowfish,cast5,twofish,salsa20,hkdf,xts,tea,curve25519=x25519}.*", "$1"),
];

/// Crates of Rust, as `rust:NAME`, by the first crate of a mangled name.
#[rustfmt::skip]
const RUST: &[Row] = &[
    Row("rust:{aes,blowfish,camellia,cast5,des,idea,rc2,rc4,sm4,serpent,twofish,aria,chacha20,salsa20,poly1305,md2,md4,sha1=sha-1,whirlpool,sm3,blake3,hmac,cmac,hkdf,pbkdf2,scrypt,rsa,dsa,ecdsa}", "$1"),
    Row("rust:{md5,md_5=md5,ripemd=ripemd-160,sha2=sha-256,sha3=sha3-256,blake2=blake2b,aes_gcm=aes/gcm,aes_gcm_siv=aes/gcm-siv,ccm=aes/ccm,chacha20poly1305=chacha20-poly1305,aes_kw=aes/kw}", "$1"),
    Row("rust:{x25519_dalek=x25519,ed25519_dalek=ed25519,p256=ecdsa@secp256r1,p384=ecdsa@secp384r1,p521=ecdsa@secp521r1,k256=ecdsa@secp256k1,argon2=argon2id,bcrypt_pbkdf=bcrypt}", "$1"),
    Row("rust:{ml_kem,libcrux_ml_kem,fips203}", "ml-kem"),
    Row("rust:{ml_dsa,libcrux_ml_dsa,fips204}", "ml-dsa"),
    Row("rust:{slh_dsa,fips205}", "slh-dsa"),
];

const TABLES: &[&[Row]] = &[
    OPENSSL_EVP,
    OPENSSL_LOW,
    PERLASM,
    GCRYPT,
    NSS,
    NETTLE,
    GNUTLS,
    SODIUM,
    MBEDTLS,
    WOLFSSL,
    POST_QUANTUM,
    APPLE,
    CRYPTO_KIT,
    CARRIED,
    MANGLED,
    RUST,
];

/// Shorter names are everyday words of other programs: alone they need the right library.
const SHORT: usize = 7;

/// Every beginning is at least this long.
const SHARED: usize = 6;

/// What function names mean.
#[derive(Debug)]
pub(crate) struct Functions {
    exact: HashMap<Box<[u8]>, u16>,
    /// Sorted beginnings.
    beginnings: Vec<(Box<[u8]>, u16)>,
    usages: Vec<Vec<Usage>>,
    /// Numbers of what words mean.
    words: HashMap<&'static str, u16>,
    /// First two bytes that any name has: throws out most symbols at once.
    heads: Box<[bool; 1 << 16]>,
}

/// All names.
pub(crate) static FUNCTIONS: LazyLock<Functions> = LazyLock::new(Functions::new);

impl Functions {
    fn new() -> Self {
        let mut functions = Self {
            exact: HashMap::new(),
            beginnings: Vec::new(),
            usages: Vec::new(),
            words: HashMap::new(),
            heads: Box::new([false; 1 << 16]),
        };
        let mut numbers = HashMap::new();
        for Row(pattern, specs) in TABLES.iter().copied().flatten() {
            for (name, spec) in expand(pattern, specs) {
                let number = *numbers.entry(spec).or_insert_with_key(|spec| {
                    functions.usages.push(spec.split(' ').filter_map(Usage::parse).collect());
                    u16::try_from(functions.usages.len() - 1).unwrap_or(u16::MAX)
                });
                functions.add(&name, number);
            }
        }
        for spec in words::meanings() {
            let number = *numbers.entry(spec.to_owned()).or_insert_with_key(|spec| {
                functions.usages.push(spec.split(' ').filter_map(Usage::parse).collect());
                u16::try_from(functions.usages.len() - 1).unwrap_or(u16::MAX)
            });
            functions.words.insert(spec, number);
        }
        functions.beginnings.sort();
        functions
    }

    fn add(&mut self, name: &str, number: u16) {
        if let Some(head) = head(name.as_bytes()) {
            self.heads[head] = true;
        }
        match name.strip_suffix('*') {
            Some(beginning) => self.beginnings.push((beginning.as_bytes().into(), number)),
            None => {
                self.exact.entry(name.as_bytes().into()).or_insert(number);
            }
        }
    }

    /// The number of what a function of this name fixes; see [`Functions::usages`].
    pub(crate) fn find(&self, name: &[u8]) -> Option<u16> {
        let name = without_version(name);
        if !self.heads[head(name)?] {
            return None;
        }
        if let Some(number) = self.exact.get(name) {
            return Some(*number);
        }
        // Beginnings that share their first bytes with the name stand together, right below it.
        let above = self.beginnings.partition_point(|(beginning, _)| **beginning <= *name);
        self.beginnings[..above]
            .iter()
            .rev()
            .take_while(|(beginning, _)| beginning.get(..SHARED) == name.get(..SHARED))
            .find(|(beginning, _)| name.starts_with(beginning))
            .map(|(_, number)| *number)
    }

    /// The number of what a word means.
    pub(super) fn meaning(&self, spec: &str) -> Option<u16> {
        self.words.get(spec).copied()
    }

    /// The algorithms behind a number.
    pub(crate) fn usages(&self, number: u16) -> &[Usage] {
        self.usages.get(usize::from(number)).map_or(&[], Vec::as_slice)
    }
}

fn head(name: &[u8]) -> Option<usize> {
    let [a, b] = *name.first_chunk()?;
    Some(usize::from(a) << 8 | usize::from(b))
}

/// aws-lc-rs and ring give every function a prefix with their version, `aws_lc_0_20_1_` and
/// `ring_core_0_17_8__`, so that two versions can stand in one program.
fn without_version(name: &[u8]) -> &[u8] {
    const PREFIXES: [&[u8]; 3] = [b"aws_lc_fips_", b"aws_lc_", b"ring_core_"];
    let Some(rest) = PREFIXES.iter().find_map(|prefix| name.strip_prefix(*prefix)) else {
        return name;
    };
    let version = rest.iter().take_while(|byte| byte.is_ascii_digit() || **byte == b'_').count();
    rest.get(version..).unwrap_or(name)
}

/// Whether a name is too short to mean something without its library.
pub(crate) fn is_short(name: &[u8]) -> bool {
    name.len() < SHORT
}

/// Every name of a pattern with its specification.
pub(super) fn expand(pattern: &str, spec: &str) -> Vec<(String, String)> {
    let mut done = vec![(String::new(), spec.to_owned(), 0)];
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        let (choices, after) = after.split_once('}').unwrap_or((after, ""));
        rest = after;
        let mut next = Vec::new();
        for (name, spec, number) in done {
            for choice in choices.split(',') {
                let (written, meant) = choice.split_once('=').unwrap_or((choice, choice));
                let spec = spec.replace(&format!("${}", number + 1), meant);
                next.push((format!("{name}{before}{written}"), spec, number + 1));
            }
        }
        done = next;
    }
    done.into_iter().map(|(name, spec, _)| (name + rest, spec)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meant(name: &str) -> Option<String> {
        let number = FUNCTIONS.find(name.as_bytes())?;
        let usages: Vec<_> = FUNCTIONS.usages(number).iter().map(Usage::to_string).collect();
        Some(usages.join(" "))
    }

    #[test]
    fn every_specification_is_of_the_catalogue() {
        for Row(pattern, specs) in TABLES.iter().copied().flatten() {
            for (name, spec) in expand(pattern, specs) {
                for part in spec.split(' ') {
                    assert!(Usage::parse(part).is_some(), "{name}: {part}");
                }
                assert!(!name.contains(['{', '}', ',']) && !spec.contains('$'), "{name}");
            }
        }
    }

    #[test]
    fn beginnings_are_long_enough() {
        assert!(FUNCTIONS.beginnings.iter().all(|(beginning, _)| beginning.len() >= SHARED));
    }

    /// No table is dead: each has a name of its own that is found by it.
    #[test]
    fn every_table_is_reached() {
        for (at, table) in TABLES.iter().enumerate() {
            let names = table.iter().flat_map(|row| expand(row.0, row.1));
            let mut found = 0;
            for (name, spec) in names {
                let name = name.replace('*', "x");
                let wanted: Vec<_> = spec.split(' ').filter_map(Usage::parse).collect();
                let number = FUNCTIONS.find(name.as_bytes());
                let number = number.unwrap_or_else(|| panic!("table {at}: {name}"));
                found += usize::from(FUNCTIONS.usages(number) == wanted);
            }
            assert!(found > 0, "table {at}");
        }
        assert_eq!(TABLES.len(), 16);
    }

    #[test]
    fn names_fix_algorithms() {
        for (name, expected) in [
            ("EVP_aes_256_gcm", "aes-256/gcm"),
            ("EVP_aes_128_cbc_hmac_sha256", "aes-128/cbc hmac#sha-256"),
            ("EVP_camellia_192_ctr", "camellia-192/ctr"),
            ("MD5_Update", "md5"),
            ("MD5", "md5"),
            ("SHA384_Final", "sha-384"),
            ("RSA_sign", "rsassa-pkcs1-v1_5"),
            ("crypto_box_easy", "x25519 xsalsa20-poly1305"),
            ("crypto_pwhash_argon2i_str", "argon2i"),
            ("nettle_hmac_sha256_digest", "hmac#sha-256"),
            ("OQS_SIG_sphincs_sha2_128f_simple_sign", "sphincs+-sha2-128f-simple"),
            ("PQCLEAN_MLKEM768_CLEAN_crypto_kem_enc", "ml-kem-768"),
            ("_ZN8CryptoPP8Rijndael3Enc18ProcessAndXorBlockEv", "aes"),
            ("_ZNK8CryptoPP8Rijndael3Enc18ProcessAndXorBlockEv", "aes"),
            ("crypto/md5.(*digest).Write", "md5"),
            ("sha256_process_bytes", "sha-256"),
            ("mbedtls_aes_crypt_cbc", "aes"),
            ("EVP_aead_chacha20_poly1305", "chacha20-poly1305"),
            ("MLKEM768_generate_key", "ml-kem-768"),
            ("aws_lc_0_20_1_SHA256_Update", "sha-256"),
            ("aws_lc_fips_0_12_3_EVP_aes_128_gcm", "aes-128/gcm"),
            ("ring_core_0_17_8__aes_hw_ctr32_encrypt_blocks", "aes"),
            ("sha512_block_data_order_avx2", "sha-512"),
            ("gnutls_hkdf_extract", "hkdf"),
            ("_gcry_digest_spec_sm3", "sm3"),
            ("Camellia_CreateContext", "camellia"),
            ("wc_AesGcmEncrypt", "aes/gcm"),
            ("crypto_aead_xchacha20poly1305_ietf_encrypt", "xchacha20-poly1305"),
            ("_ZN5Botan7AES_1289encrypt_nEPKhPhm", "aes-128"),
            ("CC_SHA256_Update", "sha-256"),
            ("$s9CryptoKit6SHA256VMa", "sha-256"),
            ("$s9CryptoKit4P256O7SigningO9PublicKeyVMa", "ecdsa@secp256r1"),
            ("OQS_KEM_ml_kem_768_encaps", "ml-kem-768"),
            ("crypto/ecdsa.Sign", "ecdsa"),
            ("golang.org/x/crypto/chacha20poly1305.New", "chacha20-poly1305"),
            ("rust:sha2", "sha-256"),
        ] {
            assert_eq!(meant(name).as_deref(), Some(expected), "{name}");
        }
    }

    #[test]
    fn names_that_fix_nothing() {
        for name in [
            "EVP_EncryptInit_ex",
            "EVP_DigestInit",
            "gcry_cipher_open",
            "strlen",
            "",
            "A",
            "MD5x",
            "_ZNSt6string4findEc",
            "string::rfind",
            "aes",
            "BF_add",
            "SHA",
            "hash_string",
            "mbedtls_ssl_init",
            "gnutls_cipher_init",
            "BCryptEncrypt",
            "aws_lc_0_20_1_CRYPTO_free",
            "ring_core_0_17_8__OPENSSL_cpuid_setup",
            "ring_core_",
            "$s9CryptoKit12SymmetricKeyVMa",
        ] {
            assert_eq!(meant(name), None, "{name}");
        }
    }
}
