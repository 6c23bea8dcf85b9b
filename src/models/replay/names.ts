/** Directive id, epoch milliseconds, four hex digits: only the first of them is the same from run to run. */
const THREAD_ID = /-\d{10,16}-[0-9a-f]{4}$/;

/**
 * Which thread of this run stands for which of the recorded one, and the other way round. Bound as they are met: where
 * the recorded conversation names a thread, this one names its counterpart.
 */
export class Names {
  private readonly toNew: Map<string, string>;
  private readonly toRecorded: Map<string, string>;

  constructor(bound: Iterable<[string, string]> = []) {
    this.toNew = new Map(bound);
    this.toRecorded = new Map([...this.toNew].map(([recorded, name]) => [name, recorded]));
  }

  /** A copy to try bindings on: those of a request that turns out to differ must not stay. */
  fork(): Names {
    return new Names(this.toNew);
  }

  take(other: Names): void {
    for (const [recorded, name] of other.toNew) this.bind(recorded, name);
  }

  of(recorded: string): string | undefined {
    return this.toNew.get(recorded);
  }

  /** False where either already stands for another. */
  bind(recorded: string, name: string): boolean {
    const [known, back] = [this.toNew.get(recorded), this.toRecorded.get(name)];
    if ((known ?? name) !== name || (back ?? recorded) !== recorded) return false;
    this.toNew.set(recorded, name);
    this.toRecorded.set(name, recorded);
    return true;
  }
}

/** Matches the id of any thread that could stand for this one; sticky. */
export function counterpartOf(threadId: string): RegExp {
  const directive = threadId.replace(THREAD_ID, '');
  return new RegExp(`${escaped(directive)}-\\d{10,16}-[0-9a-f]{4}`, 'y');
}

/** Matches each of these names in a text, the longest first; never where there are none. */
export function anyOf(names: Iterable<string>): RegExp {
  const longestFirst = [...names].toSorted((a, b) => b.length - a.length);
  return longestFirst.length === 0 ? /(?!)/g : new RegExp(longestFirst.map(escaped).join('|'), 'g');
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
