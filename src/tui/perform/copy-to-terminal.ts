/**
 * Sets the clipboard through the terminal (xterm's OSC 52): it works over ssh too, where the terminal allows it. What is
 * copied travels as base64, so nothing in it can be taken for a sequence.
 */
export function copyToTerminal(stdout: NodeJS.WritableStream, text: string): void {
  stdout.write(`\x1b]52;c;${Buffer.from(text, 'utf8').toString('base64')}\x07`);
}
