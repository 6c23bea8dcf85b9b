/**
 * Runs a tool: parameters as JSON on stdin, the result as JSON on stdout. A failure is one line on stderr and exit code 1.
 * @param {(parameters: Record<string, unknown>) => unknown} work
 */
export async function runTool(work) {
  try {
    const result = work(await readParameters());
    process.stdout.write(`${JSON.stringify(result)}\n`);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${message.trim().split('\n')[0]}\n`);
    process.exitCode = 1;
  }
}

async function readParameters() {
  const chunks = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString('utf8').trim();
  const value = text === '' ? {} : JSON.parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error('The parameters are no JSON object.');
  return value;
}

/** Bytes of a value's JSON. */
export function jsonBytes(value) {
  return Buffer.byteLength(JSON.stringify(value));
}

/**
 * Takes items from the ends of lists until the whole fits, each time from the list that is longest in bytes.
 * @param {Record<string, unknown>} result  @param {(result: object) => unknown[][]} listsOf
 */
export function shrinkToFit(result, maxBytes, listsOf) {
  while (jsonBytes(result) > maxBytes) {
    const lists = listsOf(result).filter((list) => list.length > 0);
    if (lists.length === 0) return result;
    lists.reduce((longest, list) => (jsonBytes(list) > jsonBytes(longest) ? list : longest)).pop();
    result.cut = true;
  }
  return result;
}

/** A text in one line, cut at a number of characters. */
export function oneLine(text, maxChars) {
  const line = text.replace(/\s+/g, ' ').trim();
  const characters = [...line];
  return characters.length <= maxChars
    ? line
    : `${characters
        .slice(0, maxChars - 1)
        .join('')
        .trimEnd()}…`;
}

/** By code units, so that the order is the same on every machine. */
export function compareText(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}
