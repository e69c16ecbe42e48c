# Reads a disassembly (AT&T syntax) and follows data through every kernel, along its jumps, until
# nothing new is found: what is read through a pointer, and what is in a vector or mask register, is
# data; what is made of data is data. The stack is followed slot by slot.
#
# Reported are conditional jumps and addresses that depend on data, divisions, gathers and scatters;
# and returns without vzeroupper behind ymm and zmm registers, which cost later SSE code dear.
# What decides on public data is listed here with its reason; the samplers are the control, since in
# them such jumps must be seen.
BEGIN {
    # Rejection of candidates from a public seed.
    public["sample_ntt"] = public["reject_uniform"] = 1
    # Which half-bytes are refused is public, see docs/SOUNDNESS.md.
    public["reject_bounded"] = 1
    # How many steps a chain has, and where its mark is, is a digit of a public value.
    public["chain"] = public["chain_half"] = public["chain_lane"] = 1
    vector = "%[xyz]mm|%k[0-7]"
    # Compiled Rust never returns from these.
    endless = "panic|_failed|_mismatch|_fail>|unreachable"
}

# rax of al, ah, ax and eax, r8 of r8b, r8w and r8d.
function whole(name,    short) {
    if (name in wholes) return wholes[name]
    short = substr(name, 2)
    if (short ~ /^r[0-9]+[bwd]?$/) sub(/[bwd]$/, "", short)
    else if (short ~ /^[er]?[abcd]x$/ || short ~ /^[abcd][lh]$/) {
        sub(/^[er]/, "", short)
        short = "r" substr(short, 1, 1) "x"
    } else {
        sub(/^[er]/, "", short)
        sub(/l$/, "", short)
        short = "r" short
    }
    return wholes[name] = short
}

# Splits operands at the commas outside of parentheses into operand[1..n].
function split_operands(text,    n, depth, i, c) {
    n = 1
    operand[1] = ""
    for (i = 1; i <= length(text); i++) {
        c = substr(text, i, 1)
        if (c == "(") depth++
        if (c == ")") depth--
        if (c == "," && !depth) operand[++n] = ""
        else operand[n] = operand[n] c
    }
    return operand[1] == "" ? 0 : n
}

# Whether an address is made of data.
function address_is_data(text,    parts, n, i) {
    sub(/^[^(]*\(/, "", text)
    sub(/\).*$/, "", text)
    n = split(text, parts, ",")
    for (i = 1; i <= n; i++) if (parts[i] ~ /^%r/ && whole(parts[i]) in data) return 1
    return 0
}

# Whether what is read lies in a table of the program, at a place that is no data: what a match on a
# constant was made into.
function is_constant(text,    parts, n, i) {
    if (address_is_data(text)) return 0
    sub(/^[^(]*\(/, "", text)
    sub(/\).*$/, "", text)
    n = split(text, parts, ",")
    for (i = 1; i <= n; i++) if (parts[i] ~ /^%r/ && whole(parts[i]) in table) return 1
    return 0
}

# Whether what is read from an operand is data.
function is_data(text) {
    if (text ~ /^\$/) return 0
    if (text ~ /%rip/) return 0
    if (text ~ /\(%rsp\)/) return text in data
    if (text ~ /\(/) return !is_constant(text)
    if (text ~ vector) return 1
    return text ~ /^%/ && whole(text) in data
}

function set(text, value,    place) {
    if (text ~ vector && text !~ /\(/) return
    if (text ~ /\(/ && text !~ /\(%rsp\)/) return
    place = text ~ /\(/ ? text : whole(text)
    delete table[place]
    if (value) data[place] = 1
    else delete data[place]
}

function report(i, what) {
    if (!final) return
    if (short in public) { listed[short]++; return }
    print kernel ": " what ": " line[i]
    failures++
}

# What is data here is data at instruction `to` too.
function flows(to,    place) {
    for (place in data) if (!((to, place) in before)) {
        before[to, place] = 1
        places[to] = places[to] SUBSEP place
        changed = 1
    }
}

# One instruction: what of its outcome is data.
function step(i,    instruction, n, target, from, j) {
    instruction = mnemonic[i]
    n = split_operands(operands[i])
    target = operand[n]
    if (instruction ~ /^i?div[bwlq]?$/) report(i, "division")
    if (instruction ~ /gather|scatter/) report(i, "address from a vector")
    if (instruction !~ /^(lea|nop)/)
        for (j = 1; j <= n; j++)
            if (operand[j] ~ /\(/ && address_is_data(operand[j])) report(i, "address from data")
    if (instruction ~ /^j/) {
        if (instruction != "jmp" && "flags" in data) report(i, "jump on data")
        if (jumps_to[i] in at) flows(at[jumps_to[i]])
        return
    }
    if (n == 0 || instruction ~ /^(ret|push|nop|endbr|vzeroupper|prefetch)/) return
    if (instruction ~ /^call/) { split("", table); delete data["rax"]; delete data["flags"]; return }
    if (instruction ~ /^lea/) {
        set(target, address_is_data(operand[1]))
        if (operand[1] ~ /%rip/) table[whole(target)] = 1
        return
    }
    if (instruction == "pop") { set(target, 0); return }
    for (j = 1; j < n; j++) if (is_data(operand[j])) from = 1
    if (instruction ~ /^set/) { set(target, "flags" in data); return }
    if (instruction ~ /^cmov/) { set(target, from || is_data(target) || "flags" in data); return }
    if (instruction ~ /^(kortest|ktest|v?ptest|vtestp|v?u?comis)/) { data["flags"] = 1; return }
    if (instruction ~ /^(v|k|mov)/) { set(target, from); return }
    if (instruction ~ /^xchg/) { from = from || is_data(target); set(operand[1], from); set(target, from); return }
    if (n == 2 && instruction ~ /^(xor|sub)/ && operand[1] == target) from = 0
    else if (n < 3 && instruction !~ /^(popcnt|tzcnt|lzcnt|bs[fr])/) from = from || is_data(target)
    if (n == 1 && instruction ~ /^i?mul/) {
        from = from || "rax" in data
        set("%rax", from); set("%rdx", from)
    } else if (instruction !~ /^(cmp|test|bt)[bwlq]?$/) set(target, from)
    # These leave the flags as they are.
    if (instruction ~ /^(not|rorx|shlx|shrx|sarx|bswap|pdep|pext|mulx)/) return
    if (from) data["flags"] = 1
    else delete data["flags"]
}

# Walks through the kernel; what stands after a jump, a return or a panic is reached by jumps only.
function walk(    i, j, n, parts, reached) {
    split("", data)
    reached = 1
    for (i = 1; i <= length_of; i++) {
        if (!reached) split("", data)
        if (!reached || i in targets) split("", table)
        n = split(places[i], parts, SUBSEP)
        for (j = 1; j <= n; j++) if (parts[j] != "") data[parts[j]] = 1
        step(i)
        reached = !(mnemonic[i] ~ /^(jmp|ret|ud2)/ || mnemonic[i] ~ /^call/ && line[i] ~ endless)
    }
}

# What stands after a jump is reached from elsewhere.
function upper_halves(    i, dirty) {
    for (i = 1; i <= length_of; i++) {
        if (mnemonic[i] == "vzeroupper") { dirty = 0; zeroed++ }
        else if (line[i] ~ /%[yz]mm/) dirty = 1
        if (mnemonic[i] ~ /^ret/ && dirty) { print kernel ": upper halves left behind: " line[i]; failures++ }
        if (mnemonic[i] ~ /^jmp/) dirty = 0
    }
}

function check(    family, i) {
    if (!length_of) return
    short = kernel
    sub(/::h[0-9a-f]+$/, "", short); sub(/(::\{\{closure\}\})+$/, "", short); sub(/.*::/, "", short)
    family = kernel; sub(/.*futae_kernels::/, "", family); sub(/::.*/, "", family)
    families[family]++
    split("", before); split("", places); split("", targets)
    for (i = 1; i <= length_of; i++)
        if (mnemonic[i] ~ /^j/ && jumps_to[i] in at) targets[at[jumps_to[i]]] = 1
    final = 0
    do { changed = 0; walk() } while (changed)
    final = 1
    walk()
    upper_halves()
}

/^[0-9a-f]+ <.*>:$/ {
    check()
    kernel = $0
    sub(/^[0-9a-f]+ </, "", kernel); sub(/>:$/, "", kernel)
    inside = kernel ~ /^<?futae_kernels::(avx512|avx2|portable)/
    length_of = 0
    split("", at)
    next
}

inside && NF > 1 {
    i = ++length_of
    line[i] = $0
    at[substr($1, 1, length($1) - 1)] = i
    mnemonic[i] = $2
    operands[i] = $3 ~ /^[#<]/ ? "" : $3
    jumps_to[i] = $3
}

END {
    check()
    for (family in families) counts = counts " " family " " families[family]
    for (name in listed) public_ones = public_ones " " name
    print "disassembly:" counts " kernels; " failures + 0 " findings; on public data:" public_ones
    for (name in public) if (name ~ /^(sample|reject)/ && !(name in listed)) {
        print "no jump on data seen in " name ": a check that sees nothing"
        exit 1
    }
    if (!zeroed) {
        print "no vzeroupper seen: a check that sees nothing"
        exit 1
    }
    if (families["avx512"] < 40 || families["avx2"] < 40 || families["portable"] < 40) {
        print "fewer kernels than there are: wrong program?"
        exit 1
    }
    exit failures > 0
}
