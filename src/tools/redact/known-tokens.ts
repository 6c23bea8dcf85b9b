import type { Finding } from './own-patterns.ts';

/** Every token shape of the rule set has a long word, an URL or a key block; other text need not load the rules. */
const COULD_HOLD_ONE = /[A-Za-z0-9_+/=.-]{16}|:\/\/|-----BEGIN/;

const PRESET = '@secretlint/secretlint-rule-preset-recommend';

/** The rules, loaded once and only where a text could hold a token. */
async function loadRules(): Promise<(text: string) => Promise<Finding[]>> {
  const [{ lintSource }, { creator }, { secretLintProfiler }] = await Promise.all([
    import('@secretlint/core'),
    import('@secretlint/secretlint-rule-preset-recommend'),
    import('@secretlint/profiler'),
  ]);
  // Unless told otherwise it measures each rule at each text, takes as long as they do, and keeps every measurement.
  secretLintProfiler.setEnabled(false);
  const config = { rules: [{ id: PRESET, rule: creator }] };
  return async (text) => {
    // A comment in the text, `secretlint-disable`, would switch its own check off; the ranges stay the same.
    const content = text.replaceAll(/secretlint-/gi, 'secretlint_');
    const source = { content, filePath: 'text.txt', ext: '.txt', contentType: 'text' as const };
    const { messages } = await lintSource({ source, options: { config, noPhysicFilePath: true } });
    return messages.map(({ range, ruleId }) => ({
      start: range[0],
      end: range[1],
      rule: ruleId.replace(/^.*secretlint-rule-/, ''),
    }));
  };
}

let rules: Promise<(text: string) => Promise<Finding[]>> | undefined;

/** Texts that were found clean last: what a tool returns is looked through by the tool, and again by the log. */
const clean = new Set<string>();
const MOST_CLEAN = 64;
const LONGEST_CLEAN = 64 * 1024;

/** The tokens of known services in a text. */
export async function findKnownTokens(text: string): Promise<Finding[]> {
  if (!COULD_HOLD_ONE.test(text) || clean.has(text)) return [];
  rules ??= loadRules();
  const findings = await (await rules)(text);
  if (findings.length === 0 && text.length <= LONGEST_CLEAN) {
    const [oldest] = clean;
    if (clean.size >= MOST_CLEAN && oldest !== undefined) clean.delete(oldest);
    clean.add(text);
  }
  return findings;
}
