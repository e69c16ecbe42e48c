# Reads a disassembly and checks every AVX-512 kernel of ML-KEM and Keccak: no division, no gather
# or scatter, and no way for the contents of a vector or mask register into a general register, the
# flags or an address. What decides on public data is listed with its reason.
BEGIN {
    # Rejection of candidates from the public seed.
    public["sample_ntt"] = 1
    # The modulus check of a public key: one bit for the whole polynomial, returned.
    public["decode_12"] = 1
    # Masks become the bytes of the message, in memory.
    masks["compress_1"] = 1
}
/^[0-9a-f]+ <.*>:$/ {
    inside = $0 ~ /futae_kernels::avx512::(ml_kem|keccak)/
    name = $0; sub(/^[0-9a-f]+ </, "", name); sub(/>:$/, "", name)
    short = name; sub(/::h[0-9a-f]+$/, "", short); sub(/.*::/, "", short)
    if (inside && !(name in seen)) { seen[name] = 1; kernels++ }
    next
}
inside && NF > 1 {
    instruction = $2
    operands = $3
    bad = ""
    if (instruction ~ /^i?div/) bad = "division"
    if (instruction ~ /gather|scatter/) bad = "address from a vector"
    if (!(short in public)) {
        if (instruction ~ /^(kortest|ktest|vptest|ptest|vpmovmskb|vmovmsk)/) bad = "flags from data"
        if (instruction ~ /^kmov/ && operands ~ /^%k[0-7],%[re]/ && !(short in masks))
            bad = "mask to general register"
        if (instruction ~ /^(vmov[dq]|vpextr)/ && operands ~ /,%[re][a-z0-9]+$/ && operands ~ /%xmm/)
            bad = "vector to general register"
    }
    if (bad != "") { print name ": " bad ": " $0; failures++ }
}
END {
    if (kernels < 10) { print "only " kernels + 0 " AVX-512 kernels found: wrong program?"; exit 1 }
    print "disassembly: " kernels " AVX-512 kernels, " failures + 0 " findings"
    exit failures > 0
}
