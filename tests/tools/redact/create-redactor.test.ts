import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedactor } from '#tools';

/** Tokens are put together here, so that no scanner takes this file for a leak. */
const GITHUB = `ghp_${'wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx'}`;
const JWT = `eyJ${'hbGciOiJIUzI1NiJ9'}.eyJ${'zdWIiOiIxMjM0NTY3ODkwIn0'}.${'dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U'}`;
const GOOGLE = `AIza${'SyA1234567890abcdefghijklmnopqrstuv'}`;
const OPENAI = `sk-${'proj4Fh7JkL2mNpQ9rStUvWx'}`;

const env = {
  GEO_API_KEY: 'geo-credential-1',
  DB_PASSWORD: 'geo-credential-1-longer',
  NESTED_TOKEN: 'redacted',
  HOME: '/home/someone',
};
const redactor = createRedactor({ env });

describe('createRedactor', () => {
  it.each([
    ['a variable’s value', 'key=geo-credential-1.', 'key=[redacted:GEO_API_KEY].'],
    ['the longer of two values', 'geo-credential-1-longer', '[redacted:DB_PASSWORD]'],
    ['a token of a known service, behind a wide character', `😀 ${GITHUB} rest`, '😀 [redacted:github] rest'],
    ['a JWT', `Bearer ${JWT}`, 'Bearer [redacted:jwt]'],
    ['a Google key', `k: ${GOOGLE}`, 'k: [redacted:google-api-key]'],
    ['a key that begins with sk-', `k: ${OPENAI}`, 'k: [redacted:secret-key]'],
    ['a password in a query', 'user=a&password=hunter2x&b=1', 'user=a&password=[redacted:password]&b=1'],
    ['a password in quotes', '{"password": "hunter2x"}', '{"password": "[redacted:password]"}'],
    ['a URL with a password', 'see https://user:passw0rd1@example.com', 'see [redacted:basicauth]'],
    [
      'a variable’s value in a mark that a redaction did not leave',
      '[redacted:geo-credential-1]',
      '[redacted:GEO_API_KEY]',
    ],
    [
      'a check that a text would switch off',
      `// secretlint-disable\n${GITHUB}`,
      '// secretlint-disable\n[redacted:github]',
    ],
  ])('takes out %s', async (_, text, expected) => {
    expect(await redactor.text(text)).toBe(expected);
  });

  /** The beginnings of services' tokens, each with a made-up rest. */
  const rest = (length: number): string => 'q7W8e9R0t1Y2u3I4o5P6'.repeat(4).slice(0, length);
  it.each(
    [
      'pypi-AgEI hf_ glpat- dckr_pat_ rubygems_ shpat_ lin_api_ dop_v1_ dapi hvs. glsa_ GOCSPX- ya29. gsk_ xai- pplx- r8_',
      'ntn_ whsec_ NRAK- figd_ ATATT3xFf npm_',
    ].flatMap((line) => line.split(' ')),
  )('takes out a token that begins with %s', async (prefix) => {
    const token = prefix + rest(36);
    expect(await redactor.text(`the key is ${token}, "${token}" and ${token}.`)).not.toContain(rest(20));
  });

  it.each([
    ['Authorization: Bearer ', ''],
    ['authorization: basic ', ''],
    ['"Authorization": "Bearer ', '"'],
    ["-H 'Authorization: token ", "'"],
    ['AccountKey=', ';EndpointSuffix'],
    ['SharedAccessKey=', ''],
  ])('takes out what stands behind %s', async (before, behind) => {
    const redacted = await redactor.text(`${before}${rest(44)}${behind} rest`);
    expect(redacted.replace(/\[redacted:[\w-]+\]/, '*')).toBe(`${before}*${behind} rest`);
  });

  it('takes out a Telegram bot’s token, a Twilio key and a PGP key block', async () => {
    expect(await redactor.text(`1234567890:AA${rest(33)}`)).toBe('[redacted:telegram]');
    expect(await redactor.text(`SK${'0123456789abcdef'.repeat(2)}`)).toBe('[redacted:twilio]');
    const lines = ['PGP PRIVATE KEY BLOCK', rest(40), 'PGP PRIVATE KEY BLOCK'];
    const block = `-----BEGIN ${lines[0]}-----\n\n${lines[1]}\n-----END ${lines[2]}-----`;
    expect(await redactor.text(`a ${block} b`)).toBe('a [redacted:private-key] b');
    expect(redactor.settled(`a ${block.slice(0, 40)} and`)).toBeLessThanOrEqual(2);
    expect(redactor.settled('a -----BEGIN PGP PRIVATE KEY')).toBeLessThanOrEqual(2);
  });

  it.each([
    'Authorization: Bearer YOUR_TOKEN_GOES_HERE',
    'Authorization: Bearer ${TOKEN_OF_STAGING_1}',
    'npm_config_omit_lockfile_registry_resolved',
    'hf_hub_download_from_anywhere_at_all',
    'password: string;',
    'login(user, password=password)',
    'const password = process.env.DB_PASSWORD',
    'password=$DB_PASSWORD',
    'an sk-loading-indicator-of-some-length',
    'src/tools/redact/create-redactor.ts',
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    'https://example.com/a?b=c',
  ])('leaves %s', async (text) => {
    expect(await redactor.text(text)).toBe(text);
  });

  it('leaves values that are paths, plain URLs, short, or of other variables', async () => {
    const harmless = createRedactor({
      env: {
        SSH_AUTH_SOCK: '/run/user/agent',
        AUTH_URL: 'https://auth.example.com',
        API_KEY: 'short',
        GIT_AUTHOR_NAME: 'Ada Lovelace',
        KEYBOARD: 'qwertz-layout',
        USER: 'someone-long',
      },
    });
    const text = '/run/user/agent https://auth.example.com short Ada Lovelace qwertz-layout someone-long';
    expect(await harmless.text(text)).toBe(text);
  });

  it('keeps the shape of a value, and the value itself where it holds nothing', async () => {
    const value = { plain: ['ok', { deep: `x ${GITHUB}` }, 1, null, true], other: 'geo' };
    expect(await redactor.json(value)).toEqual({
      plain: ['ok', { deep: 'x [redacted:github]' }, 1, null, true],
      other: 'geo',
    });
    const clean = { a: ['b'] };
    expect(await redactor.json(clean)).toBe(clean);
  });

  it('takes a secret out of a key, and keeps two keys apart that become the same', async () => {
    const value = { [GITHUB]: 1, [GITHUB.toLowerCase().replace('ghp', 'ghp')]: 2, '[redacted:github]': 3, plain: 4 };
    const once = await redactor.json(value);
    expect(Object.values(once)).toEqual([1, 2, 3, 4]);
    expect(Object.keys(once)).toEqual(['[redacted:github]#2', '[redacted:github]#3', '[redacted:github]', 'plain']);
    expect(await redactor.json(once)).toBe(once);
  });

  it('keeps a key that JavaScript has a meaning for', async () => {
    const value = JSON.parse(`{"__proto__": "${GITHUB}", "a": 1}`);
    expect(JSON.stringify(await redactor.json(value))).toBe('{"__proto__":"[redacted:github]","a":1}');
  });

  describe('finds the value of a variable', () => {
    const value = 'h0rse"battery\\staple & mo/re??>>~';
    const one = createRedactor({ env: { DEPLOY_PASSWORD: value } });
    const json = JSON.stringify(value);
    const base64 = (text: string): string => Buffer.from(text).toString('base64');

    it.each([
      ['as it is', value],
      ['as JSON has it', json.slice(1, -1)],
      ['as JSON within JSON has it', JSON.stringify(json).slice(3, -3)],
      ['as a URL has it', encodeURIComponent(value)],
      ['as a URL has it, in small letters', encodeURIComponent(value).replaceAll(/%../g, (code) => code.toLowerCase())],
      ['as a form has it', encodeURIComponent(value).replaceAll('%20', '+')],
      ['in hexadecimal', Buffer.from(value).toString('hex')],
      ['in capital hexadecimal', Buffer.from(value).toString('hex').toUpperCase()],
      ['in base64', base64(value)],
      ['in base64 without padding', base64(value).replace(/=+$/, '')],
      ['in base64 for URLs', Buffer.from(value).toString('base64url')],
    ])('%s', async (_, form) => {
      expect(await one.text(`<${form}>`)).toBe('<[redacted:DEPLOY_PASSWORD]>');
    });

    it('in base64, between others, wherever it begins', async () => {
      for (const before of ['', 'a', 'ab', 'abc', 'user:']) {
        for (const behind of ['', 'z', 'zy', ' and more']) {
          const form = base64(`${before}${value}${behind}`);
          const redacted = await one.text(form);
          expect(redacted).toContain('[redacted:DEPLOY_PASSWORD]');
          const left = redacted.split('[redacted:DEPLOY_PASSWORD]').map((part) => part.length);
          // At most the character that holds bits of both is left on either side.
          expect(left[0]).toBeLessThanOrEqual(Math.ceil((before.length * 8) / 6));
          expect(left[1]).toBeLessThanOrEqual(Math.ceil(((behind.length + 1) * 8) / 6) + 2);
        }
      }
    });

    it('in text that still grows, without showing a part of any form', async () => {
      for (const form of [json.slice(1, -1), JSON.stringify(json).slice(3, -3), value]) {
        const text = `it is ${form} indeed`;
        for (let length = 0; length <= text.length; length += 1) {
          const shown = await one.text(text.slice(0, one.settled(text.slice(0, length))));
          expect('it is [redacted:DEPLOY_PASSWORD] indeed'.startsWith(shown)).toBe(true);
        }
      }
    });
  });

  const piece = fc.oneof(
    fc.constantFrom(
      ...Object.values(env),
      GITHUB,
      JWT,
      GOOGLE,
      OPENAI,
      'password=',
      '"',
      ' ',
      '\n',
      '[redacted:jwt]',
      '[redacted:',
      ']',
      '\0',
      '😀',
    ),
    fc.string({ maxLength: 6 }),
  );
  const text = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));

  it('changes nothing the second time, and leaves no value of a variable', async () => {
    await fc.assert(
      fc.asyncProperty(text, async (given) => {
        const once = await redactor.text(given);
        expect(await redactor.text(once)).toBe(once);
        expect(once).not.toContain('geo-credential-1');
        expect(once).not.toContain(GOOGLE);
      }),
      { numRuns: 1000 },
    );
  });

  it('treats the strings of a value as it treats each alone', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(text, { maxLength: 5 }), async (texts) => {
        const alone = await Promise.all(texts.map((one) => redactor.text(one)));
        expect(await redactor.json({ texts })).toEqual({ texts: alone });
      }),
    );
  });
});
