import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cleanEnv, git, rye, ryeJson, tempRepository, writeFiles } from '../helpers/rye.ts';

const RUN = 'leaky-run';

/** Put together here, so that no scanner of this repository takes them for real ones. */
const TOKENS = {
  github: ['gh', 'p_', 'Q7w8E9r0T1y2U3i4O5p6A7s8D9f0G1h2J3k4'].join(''),
  aws: ['AK', 'IA', 'Z7QW3ERT5YUI8OP2'].join(''),
  anthropic: ['sk', '-ant-api03-', 'x9Yw8Vu7Ts6Rq5Po4Nm3Lk2Ji1Hg0Fe', '-AA'].join(''),
  jwt: ['ey', 'JhbGciOiJIUzI1NiJ9', '.eyJzdWIiOiJhZGEifQ', '.c2lnbmF0dXJlLW9mLWFkYQ'].join(''),
};
/** What the environment holds, in a variable whose name says that it is one. */
const PASSWORD = 'h0rse"battery\\staple&more';
const SECRETS = [...Object.values(TOKENS), PASSWORD];

/** What decides a value's base64 wherever it begins: without the characters that hold bits of its neighbours. */
function base64Within(value: string, shift: number): string {
  const bytes = Buffer.from('x'.repeat(shift) + value);
  return bytes.toString('base64').slice(Math.ceil((shift * 8) / 6), Math.floor((bytes.length * 8) / 6));
}

/** A secret as it is, and as JSON, JSON within JSON, base64, hex and URLs would have it. */
const shapes = (secret: string): string[] => [
  secret,
  JSON.stringify(secret).slice(1, -1),
  JSON.stringify(JSON.stringify(secret)).slice(3, -3),
  ...[0, 1, 2].map((shift) => base64Within(secret, shift)),
  Buffer.from(secret).toString('base64url'),
  Buffer.from(secret).toString('hex'),
  encodeURIComponent(secret),
];

const directive = `# leak

\`\`\`xml
<directive name="leak" version="1.0.0">
  <metadata>
    <description>Meets secrets wherever they can come from.</description>
    <category></category>
    <author>tests</author>
    <model tier="haiku"/>
    <limits turns="20"/>
    <permissions><execute><tool>*</tool></execute></permissions>
  </metadata>
  <inputs><input name="token" type="string" required="true">a secret that somebody pasted</input></inputs>
  <outputs>
    <output name="said" type="string" required="true">what it says</output>
    <output name="table" type="object" required="true">by what it is called</output>
  </outputs>
</directive>
\`\`\`

<process>The key of staging is ${TOKENS.aws}. Use {input:token} for the rest.</process>
`;

/** Every turn meets one in another place: a file, a search, a command and its errors, an input, a result, a file it writes. */
const script = `turns:
  - text: "I was given ${TOKENS.anthropic}."
    calls:
      - {name: read, tool: rye/file-system/read, input: {path: secrets.env}}
      - {name: grep, tool: rye/file-system/grep, input: {pattern: "TOKEN"}}
  - calls:
      - {name: shell, tool: rye/bash, input: {command: "cat secrets.env; cat secrets.env >&2; echo ${TOKENS.jwt}; exit 3"}}
      - {name: huge, tool: rye/bash, input: {command: "for i in $(seq 3000); do cat secrets.env; done"}}
  - calls:
      - {name: note, tool: rye/artifacts/write, input: {path: note.md, content: "key \${inputs.token} and ${TOKENS.github}"}}
      - {name: keep, tool: rye/file-system/write, input: {path: ".ai/data/keys.txt", content: "${TOKENS.aws}"}}
      - {name: own, tool: teller, input: {say: "${TOKENS.github}", by: {"${TOKENS.jwt}": "${TOKENS.aws}"}}}
  - calls:
      - {name: forms, tool: rye/bash, input: {command: "cat forms.txt"}}
      - {name: base64, tool: rye/bash, input: {command: "base64 -w0 plain.txt; cat x plain.txt | base64 -w0; cat xx plain.txt | base64 -w0"}}
      - {name: hex, tool: rye/bash, input: {command: "od -An -v -tx1 plain.txt | tr -d ' \\n'"}}
      - {name: json, tool: rye/file-system/read, input: {path: keys.json}}
      - {name: keys, tool: rye/bash, input: {command: "cat keys.json"}}
  - calls:
      - {tool: directive_return, input: {said: "it was \${inputs.token}", table: {"${TOKENS.anthropic}": {"${TOKENS.github}": 1}}}}
`;

function leakyProject(): string {
  const project = tempRepository();
  writeFiles(project, {
    'secrets.env': `TOKEN=${TOKENS.github}\nAWS=${TOKENS.aws}\nTOKEN2=${TOKENS.anthropic}\nTOKEN3=${TOKENS.jwt}\nPLAIN=${PASSWORD}\n`,
    // One in every form, each between others.
    'forms.txt': shapes(PASSWORD)
      .map((form) => `<${form}>`)
      .join('\n'),
    'plain.txt': PASSWORD,
    x: 'x',
    xx: 'xx',
    'keys.json': JSON.stringify({
      [TOKENS.github]: { [TOKENS.aws]: PASSWORD },
      text: JSON.stringify({ [PASSWORD]: 1 }),
    }),
    '.ai/directives/leak.md': directive,
    '.ai/offline/leak.yaml': script,
    '.ai/tools/teller.sh': [
      '#!/bin/sh',
      '# description: Tells what it was told, on both streams.',
      '# effect: none',
      '# param: say string required what to say',
      '# param: by object required what it is called',
      'cat > told.json; cat told.json >&2',
      `printf '{"said": %s, "${TOKENS.anthropic}": "a key"}' "$(cat told.json)"`,
      'rm told.json',
      '',
    ].join('\n'),
  });
  return project;
}

const env = { DEPLOY_PASSWORD: PASSWORD };
const run = ['run', 'leak', '--offline', '--quiet', '--run-id', RUN, '-i', `token=${TOKENS.github}`];

/** All that rye keeps: each file of the state, and each object of its repository, unpacked. */
function everythingKept(project: string): string[] {
  const state = join(project, '.git', 'rye', '%2F.git');
  const objects = execFileSync('git', ['cat-file', '--batch', '--batch-all-objects', '--unordered'], {
    cwd: state,
    env: cleanEnv(),
    maxBuffer: 2 ** 28,
  });
  const files = [state, join(project, '.ai', 'data')]
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => readFileSync(join(entry.parentPath, entry.name))),
    );
  return [objects, ...files].map((bytes) => bytes.toString('latin1'));
}

function found(project: string): string[] {
  const kept = everythingKept(project);
  return SECRETS.flatMap((secret) =>
    shapes(secret).filter(
      (shape, index, all) => all.indexOf(shape) === index && kept.some((text) => text.includes(shape)),
    ),
  );
}

describe('secrets', () => {
  it('are in no file and no git object of a run that met them everywhere', async () => {
    const project = leakyProject();
    const finished = await rye(run, { cwd: project, env });
    expect(finished.code, finished.stderr).toBe(0);
    expect(found(project)).toEqual([]);
    // It was kept, with what stands in their place.
    expect(everythingKept(project).some((text) => text.includes('[redacted:'))).toBe(true);
    expect(git(join(project, '.ai/data'), 'show', `${RUN}:artifacts/note.md`)).toMatch(
      /key \[redacted:[\w-]+\] and \[redacted:/,
    );
    for (const secret of SECRETS) expect(finished.stdout + finished.stderr).not.toContain(secret);
  });

  it('are in none of a run that was killed, told more, resumed and collected', async () => {
    const project = leakyProject();
    const killed = await rye(run, { cwd: project, env: { ...env, RYE_FAILPOINT: 'tool-finished:4' } });
    expect(killed.signal).toBe('SIGKILL');
    expect(found(project)).toEqual([]);
    const told = ['resume', RUN, '--quiet', '--message', `the other one is ${TOKENS.anthropic}, not ${PASSWORD}`];
    const resumed = await ryeJson(told, { cwd: project, env });
    expect(resumed.json.status, JSON.stringify(resumed.json.error)).toBe('completed');
    await rye(['gc'], { cwd: project, env });
    expect(found(project)).toEqual([]);
    for (const command of [
      ['log', RUN, '--json'],
      ['transcript', RUN, 'root'],
      ['status', RUN, '--json'],
    ]) {
      const { stdout } = await rye(command, { cwd: project, env });
      for (const secret of SECRETS) expect(stdout).not.toContain(secret);
    }
  });

  it('are not shown where a command is refused', async () => {
    const project = leakyProject();
    const refused = await rye([...run, '-i', `${TOKENS.anthropic}=1`], { cwd: project, env });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('[redacted:');
    for (const secret of SECRETS) expect(refused.stdout + refused.stderr).not.toContain(secret);
  });
});
