import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { readIfThere } from '../disk/read-file.ts';

let knownBootId: string | undefined;

/** Another one after each start of the machine; on Linux a random UUID, so no two machines share one. */
export function bootId(): string {
  knownBootId ??=
    process.platform === 'linux'
      ? readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
      : execFileSync('sysctl', ['-n', 'kern.boottime'], { encoding: 'utf8' }).trim();
  return knownBootId;
}

let knownMachineId: { id?: string } | undefined;

/** machine-id(5): 32 hex digits; empty or "uninitialized" in an image that has not been started. */
export function machineId(): string | undefined {
  if (!knownMachineId) {
    const text = process.platform === 'linux' ? readIfReadable('/etc/machine-id') : undefined;
    knownMachineId = text !== undefined && /^[0-9a-f]{32}$/.test(text) ? { id: text } : {};
  }
  return knownMachineId.id;
}

let knownNamespace: { link?: string } | undefined;

/** pid_namespaces(7): processes whose links are equal number their processes alike. */
export function pidNamespace(): string | undefined {
  if (!knownNamespace) {
    try {
      knownNamespace = process.platform === 'linux' ? { link: readlinkSync('/proc/self/ns/pid') } : {};
    } catch {
      // A kernel without namespaces, or a /proc that does not show them: all processes are numbered alike, or so it seems.
      knownNamespace = {};
    }
  }
  return knownNamespace.link;
}

function readIfReadable(file: string): string | undefined {
  try {
    return readIfThere(file)?.toString('utf8').trim();
  } catch {
    // Not ours to read: then the machine has no id for us.
    return undefined;
  }
}
