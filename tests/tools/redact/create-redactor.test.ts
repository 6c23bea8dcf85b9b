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
      'a check that a text would switch off',
      `// secretlint-disable\n${GITHUB}`,
      '// secretlint-disable\n[redacted:github]',
    ],
  ])('takes out %s', async (_, text, expected) => {
    expect(await redactor.text(text)).toBe(expected);
  });

  it.each([
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

  it('keeps the keys and the shape of a value, and the value itself where it holds nothing', async () => {
    const value = { 'geo-credential-1': ['ok', { deep: `x ${GITHUB}` }, 1, null, true], plain: 'geo' };
    expect(await redactor.json(value)).toEqual({
      'geo-credential-1': ['ok', { deep: 'x [redacted:github]' }, 1, null, true],
      plain: 'geo',
    });
    const clean = { a: ['b'] };
    expect(await redactor.json(clean)).toBe(clean);
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
