"""Checks an export of a ledger, and proofs from it, without any code of the ledger: from eventstore/README.md, RFC 6962, RFC 8032
and the specifications of C2SP alone, with nothing but the standard library.

usage: verifier.py VKEY FOLDER PROOF...      prints one line for each thing that it checked; exit code 1 at the first that is wrong
"""
import base64
import hashlib
import os
import sys

P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def sha256(data):
    return hashlib.sha256(data).digest()


# Ed25519 (RFC 8032, section 5.1), in extended coordinates.
def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def multiply(number, point):
    result = (0, 1, 1, 0)
    while number:
        if number & 1:
            result = add(result, point)
        point, number = add(point, point), number >> 1
    return result


def recover_x(y, sign):
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - x2) % P:
        raise ValueError("no point of the curve")
    return P - x if x & 1 != sign else x


def decompress(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    x = recover_x(y, sign)
    return x, y, 1, x * y % P


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE = (recover_x(BASE_Y, 0), BASE_Y, 1, recover_x(BASE_Y, 0) * BASE_Y % P)


def is_signed(key, message, signature):
    point, r = decompress(key), decompress(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % Q
    left, right = multiply(s, BASE), add(r, multiply(h, point))
    return s < Q and all((left[i] * right[2] - right[i] * left[2]) % P == 0 for i in (0, 1))


# RFC 6962, section 2.1.
def leaf_hash(entry):
    return sha256(b"\x00" + entry)


def node_hash(left, right):
    return sha256(b"\x01" + left + right)


def root_of(leaves):
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256(b"")
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(root_of(leaves[:split]), root_of(leaves[split:]))


def root_from(index, size, leaf, path):
    """The root that an inclusion proof leads to (RFC 9162, section 2.1.3.2)."""
    last, node = size - 1, leaf
    for sibling in path:
        if last == 0:
            raise ValueError("the proof is too long")
        if index & 1 or index == last:
            node = node_hash(sibling, node)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        index, last = index >> 1, last >> 1
    if last:
        raise ValueError("the proof is too short")
    return node


def checkpoint_of(note, vkey):
    """Checks the log's signature (C2SP signed-note); gives origin, size and root (C2SP tlog-checkpoint)."""
    name, number, key = vkey.split("+", 2)
    key = base64.b64decode(key)
    assert key[0] == 1 and sha256(name.encode() + b"\n" + key)[:4].hex() == number, "the vkey is not whole"
    text, lines = note[: note.rindex("\n\n") + 1], note[note.rindex("\n\n") + 2:].splitlines()
    for line in lines:
        dash, by, signature = line.split(" ")
        signature = base64.b64decode(signature)
        if dash == "\u2014" and by == name and signature[:4].hex() == number:
            assert is_signed(key[1:], text.encode(), signature[4:]), "the signature is wrong"
            origin, size, root = text.splitlines()[:3]
            assert origin == name
            return origin, int(size), base64.b64decode(root)
    raise ValueError("the log has not signed it")


def tile_path(folder, kind, index, width):
    """C2SP tlog-tiles."""
    number = "%03d" % (index % 1000)
    while index >= 1000:
        index //= 1000
        number = "x%03d/%s" % (index % 1000, number)
    return os.path.join(folder, "tile", kind, number + ("" if width == 256 else ".p/%d" % width))


def read_tiles(folder, kind, count):
    for index in range((count + 255) // 256):
        with open(tile_path(folder, kind, index, min(256, count - 256 * index)), "rb") as file:
            yield file.read()


def check_entry(entry, number):
    """The layout of eventstore/README.md; gives stream and type."""
    assert entry[0] in (1, 2) and int.from_bytes(entry[1:9], "big") == number
    stream, kind = int.from_bytes(entry[33:35], "big"), int.from_bytes(entry[35:37], "big")
    data, metadata = int.from_bytes(entry[37:41], "big"), int.from_bytes(entry[41:45], "big")
    assert len(entry) == 45 + stream + kind + (data + metadata if entry[0] == 1 else 64)
    assert (45 + stream + kind + data + metadata > 65535) == (entry[0] == 2)
    return entry[45:45 + stream].decode("ascii"), entry[45 + stream:45 + stream + kind].decode("ascii")


def check_export(vkey, folder):
    with open(os.path.join(folder, "checkpoint"), encoding="utf-8") as file:
        origin, size, root = checkpoint_of(file.read(), vkey)
    leaves = []
    for bundle in read_tiles(folder, "entries", size):
        while bundle:
            length = int.from_bytes(bundle[:2], "big")
            check_entry(bundle[2:2 + length], len(leaves) + 1)
            leaves.append(leaf_hash(bundle[2:2 + length]))
            bundle = bundle[2 + length:]
    assert len(leaves) == size, "the bundles have another number of entries"
    assert root_of(leaves) == root, "the entries do not lead to the root"
    level, hashes = 0, leaves
    while hashes:
        assert b"".join(read_tiles(folder, str(level), len(hashes))) == b"".join(hashes), "tiles of level %d" % level
        hashes, level = [root_of(hashes[i:i + 256]) for i in range(0, len(hashes) // 256 * 256, 256)], level + 1
    print("%s: %d entries lead to the root %s" % (origin, size, base64.b64encode(root).decode()))


def check_proof(vkey, path):
    """C2SP tlog-proof."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    lines = text[: text.index("\n\n")].split("\n")
    assert lines[0] == "c2sp.org/tlog-proof@v1" and lines[1].startswith("extra ") and lines[2].startswith("index ")
    entry, index = base64.b64decode(lines[1][6:]), int(lines[2][6:])
    origin, size, root = checkpoint_of(text[text.index("\n\n") + 2:], vkey)
    stream, kind = check_entry(entry, index + 1)
    assert root_from(index, size, leaf_hash(entry), [base64.b64decode(line) for line in lines[3:]]) == root, "the proof does not hold"
    print("%s: entry %d of %d, %s in %s" % (origin, index + 1, size, kind, stream))


if __name__ == "__main__":
    try:
        check_export(sys.argv[1], sys.argv[2])
        for proof in sys.argv[3:]:
            check_proof(sys.argv[1], proof)
    except (AssertionError, ValueError, OSError) as problem:
        sys.exit("wrong: %s" % problem)
