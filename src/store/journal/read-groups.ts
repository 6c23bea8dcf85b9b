import { crc32 } from 'node:zlib';

const MEMBER = /,"group":\{"bytes":(\d+),"crc32":"([0-9a-f]{8})"(?:,"more":true)?\}\}$/;
const NEWLINE = 0x0a;

/**
 * The whole groups of a segment, as git holds their lines, a damaged one passed over. For putting together what is left
 * of a journal; whoever reads one that counts uses `readSegment`, which passes over nothing.
 */
export function readGroups(bytes: Buffer): Buffer[] {
  const groups: Buffer[] = [];
  let begins = [0];
  for (let start = 0; ; ) {
    const end = bytes.indexOf(NEWLINE, start);
    if (end < 0) return groups;
    const member = MEMBER.exec(bytes.toString('latin1', Math.max(start, end - 80), end));
    if (member) {
      const cut = end - member[0].length;
      const found = begins.map((from) => groupOf(bytes, from, cut, member)).find((group) => group !== undefined);
      if (found) groups.push(found);
      begins = [];
    }
    start = end + 1;
    begins.push(start);
  }
}

/** The group that begins at one line and ends at another, where its checksum says that it does. */
function groupOf(bytes: Buffer, from: number, cut: number, member: RegExpExecArray): Buffer | undefined {
  if (cut - from + 2 !== Number(member[1])) return undefined;
  const pure = Buffer.concat([bytes.subarray(from, cut), Buffer.from('}\n')]);
  return crc32(pure).toString(16).padStart(8, '0') === member[2] ? pure : undefined;
}
