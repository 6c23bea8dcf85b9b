import { type Directive, type ItemSource, sha256 } from '#protocol';
import type { CallSite } from '../calls/call-site.ts';

/** What a thread is made of for which no file exists. */
export interface AdHoc {
  /** Folder below which it is pinned: `fleet`, `branch`. */
  category: string;
  /** Letters, digits, `_` and `-`. */
  name: string;
  description: string;
  /** What its model is asked. */
  task: string;
  /** Fields that it has to hand over, and what each is. */
  outputs?: Readonly<Record<string, string>>;
  /** Capabilities in dotted form; absent: what its parent holds. */
  capabilities?: readonly string[];
}

/**
 * A directive that a call makes up: a text like any other, pinned by the run, so that a resumed thread reads what it
 * began with. The same text has the same id.
 */
export async function adHocDirective({ run, thread }: CallSite, adHoc: AdHoc): Promise<Directive> {
  const text = textOf(adHoc);
  const hash = sha256(text);
  const id = `${adHoc.category}/${adHoc.name}-${hash.slice(0, 8)}`;
  const source: ItemSource = {
    kind: 'directive',
    id,
    space: 'project',
    path: `rye:${id}`,
    text,
    sha256: hash,
    signature: 'unsigned',
  };
  const isPinned = run.session.state.definitions.some((pinned) => pinned.kind === 'directive' && pinned.id === id);
  const pinned = isPinned ? source : await run.definitions.pin(source, thread.id);
  return run.ports.library.parseDirective(pinned);
}

function textOf({ name, category, description, task, capabilities, outputs }: AdHoc): string {
  const fields = Object.entries(outputs ?? {}).map(
    ([field, what]) => `    <output name="${field}" type="string" required="true">${escaped(what)}</output>`,
  );
  const grants = capabilities?.map((each) => `    <cap>${escaped(each)}</cap>`).join('\n');
  return `# ${name}

\`\`\`xml
<directive name="${escaped(name)}" version="1.0.0">
  <metadata>
    <description>${escaped(description)}</description>
    <category>${escaped(category)}</category>
    <author>rye</author>
    <model tier="general" />${grants === undefined ? '' : `\n    <permissions>\n${grants}\n    </permissions>`}
  </metadata>${fields.length === 0 ? '' : `\n  <outputs>\n${fields.join('\n')}\n  </outputs>`}
</directive>
\`\`\`

${task}
`;
}

function escaped(text: string): string {
  return text
    .replace(/[\n\r]+/g, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
