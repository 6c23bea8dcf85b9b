import type { RunPoint } from '#app';

/** Reads `RUN` or `RUN@SEQ`. @throws {UsageError} what follows the `@` is no event number */
export async function parsePoint(text: string): Promise<RunPoint> {
  const at = text.indexOf('@');
  if (at < 0) return { runId: text };
  const seq = text.slice(at + 1);
  if (/^[1-9]\d*$/.test(seq)) return { runId: text.slice(0, at), seq: Number(seq) };
  const { UsageError } = await import('#app');
  throw new UsageError(
    `"${seq}" is no event number.`,
    'Write RUN@SEQ, such as survey-ghjkmn@40; `rye log RUN` shows the numbers.',
  );
}
