#!/bin/sh
# Makes archives/: one small tree in every format that no library of the tests writes.
# needs: 7zip, squashfs-tools, genisoimage, gcab, xz-utils
# usage: archives-recipe.sh OUTPUT
set -eu
out=$(mkdir -p "$1" && cd "$1" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir -p tree/folder
printf 'NEEDLE1' > 'tree/folder/A long name, 日本.txt'
# Longer than one block of the smallest size: two blocks and a fragment.
awk 'BEGIN { for (i = 0; i < 900; i++) printf "%09d\n", i * 7919 }' > tree/large
printf 'NEEDLE2' >> tree/large
printf '' > tree/empty
ln -s large tree/link
find tree -exec touch -h -d '2026-01-01 00:00:00 UTC' {} +
export SOURCE_DATE_EPOCH=1767225600
for method in LZMA2 LZMA BZip2 Deflate Copy PPMd; do
    (cd tree && 7z a -snl -mtc=off -mta=off -mtm=off -m0=$method "$out/$method.7z" . > /dev/null)
done
(cd tree && 7z a -snl -mtm=off -mf=BCJ "$out/BCJ.7z" . > /dev/null)
(cd tree && 7z a -snl -mtm=off -psecret -mhe=on "$out/encrypted.7z" . > /dev/null)
for method in gzip lzma xz lz4 zstd; do
    mksquashfs tree "$out/$method.squashfs" -comp $method -b 4096 -all-root -no-progress -nopad \
        -quiet > /dev/null
done
genisoimage -quiet -R -o rock-ridge.iso tree 2> /dev/null
genisoimage -quiet -J -input-charset utf-8 -o joliet.iso tree 2> /dev/null
genisoimage -quiet -o plain.iso tree 2> /dev/null
for kind in rock-ridge joliet plain; do
    xz -9 < $kind.iso > "$out/$kind.iso.xz"
done
(cd tree && gcab -c "$out/stored.cab" large folder/*)
# Longer than one block of a cabinet, so that the second refers back to the first.
awk 'BEGIN { for (i = 0; i < 5000; i++) printf "%09d\n", i % 700 }' > tree/larger
printf 'NEEDLE2' >> tree/larger
touch -d '2026-01-01 00:00:00 UTC' tree/larger
(cd tree && gcab -z -c "$out/mszip.cab" larger folder/*)
(cd tree && xz --format=lzma -c large > "$out/large.lzma")
