/** Something that is measured again and again: one number each time. */
export type Subject = () => Promise<number> | number;

/**
 * Measures all subjects once, then all of them again, each round beginning with another one: what else the machine does
 * meanwhile falls on all of them alike.
 * @returns the measurements of each subject, in order.
 */
export async function interleave<Name extends string>(
  subjects: Readonly<Record<Name, Subject>>,
  repetitions: number,
  say: (line: string) => void,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(subjects) as Name[];
  const measured = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 0; round < repetitions; round += 1) {
    for (let index = 0; index < names.length; index += 1) {
      const name = names[(index + round) % names.length] as Name;
      const value = await subjects[name]();
      measured[name].push(value);
      say(`${round + 1}/${repetitions} ${name}: ${value.toPrecision(3)}`);
    }
  }
  return measured;
}
