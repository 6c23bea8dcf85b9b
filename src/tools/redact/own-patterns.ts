/** A stretch of text that must go, and the rule that says so. */
export interface Finding {
  start: number;
  end: number;
  rule: string;
}

/** How the tokens of services begin that the kept rule set does not know, or not in every form. */
const SERVICES = String.raw`
  pypi- hf_ glpat- dckr_pat_ rubygems_ shp(?:at|ca|pa|ss)_ lin_api_ do[oprt]_v1_ dapi npm_ hv[bs]\. gl(?:sa|c)_ GOCSPX-
  ya29\. gsk_ xai- pplx- r8_ ntn_ whsec_ NRAK- figd_ ATATT3xFf AGE-SECRET-KEY-1
`
  .trim()
  .split(/\s+/)
  .join('|');

/** Shapes that the kept rule set does not know. Where a pattern has a group `secret`, only that part goes. */
const PATTERNS: readonly { rule: string; pattern: RegExp }[] = [
  // RFC 7519: three base64url parts, the first a JSON object, so beginning with `{"`.
  { rule: 'jwt', pattern: /(?<![A-Za-z0-9])eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}/g },
  {
    rule: 'password',
    pattern: /(?<![a-z])(?:password|passwd|pwd)["']?\s*[:=]\s*(?<quote>["'])(?<secret>[^"'\s]{6,})\k<quote>/gi,
  },
  {
    rule: 'password',
    pattern: /(?<![a-z])(?:password|passwd|pwd)=(?<secret>[^\s"'`,;&()<>[\]{}$%]{6,})(?=[\s&;"'`,]|$)/gi,
  },
  { rule: 'aws-access-key-id', pattern: /(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])/g },
  {
    rule: 'private-key',
    pattern:
      /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY(?: BLOCK)?-----[\s\S]{1,20000}?-----END (?:[A-Z]+ )?PRIVATE KEY(?: BLOCK)?-----/g,
  },
  // A digit in a word without separators: names in code begin like some tokens.
  {
    rule: 'service-token',
    pattern: new RegExp(
      `(?<![A-Za-z0-9_-])(?:${SERVICES})(?=[A-Za-z0-9_-]*\\d)(?=[_-]?[A-Za-z0-9]{8})[A-Za-z0-9_-]{20,}`,
      'g',
    ),
  },
  {
    rule: 'authorization',
    pattern:
      /\bauthorization["']?\s*[:=]\s*["']?(?:bearer|basic|token)\s+(?<secret>(?=\S*\d)[A-Za-z0-9._~+/-]{12,}={0,2})/gi,
  },
  { rule: 'azure-key', pattern: /(?:AccountKey|SharedAccessKey)=(?<secret>[A-Za-z0-9+/]{40,}={0,2})/g },
  { rule: 'telegram', pattern: /(?<![0-9])[0-9]{8,10}:AA[A-Za-z0-9_-]{33}(?![A-Za-z0-9_-])/g },
  { rule: 'twilio', pattern: /(?<![A-Za-z0-9])SK[0-9a-f]{32}(?![A-Za-z0-9])/g },
  { rule: 'google-api-key', pattern: /AIza[A-Za-z0-9_-]{35}/g },
  { rule: 'secret-key', pattern: /(?<![A-Za-z0-9])sk-(?=[A-Za-z0-9_-]*\d)[A-Za-z0-9_-]{20,}/g },
];

/** Words that stand where a password would, in code and in documentation. */
const PLACEHOLDER =
  /^(?:[a-z_.]*(?:pass|pwd|secret|string|required|hidden|example|changeme|undefined)[a-z_.]*|[*x.]+)$/i;

/** A longer word is no placeholder, and would take the pattern long. */
const MAX_PLACEHOLDER = 64;

export function findOwnPatterns(text: string): Finding[] {
  const findings: Finding[] = [];
  for (const { rule, pattern } of PATTERNS) {
    for (const match of text.matchAll(pattern)) {
      const secret = match.groups?.['secret'] ?? match[0];
      if (rule === 'password' && secret.length <= MAX_PLACEHOLDER && PLACEHOLDER.test(secret)) continue;
      const start = match.index + match[0].lastIndexOf(secret);
      findings.push({ start, end: start + secret.length, rule });
    }
  }
  return findings;
}
