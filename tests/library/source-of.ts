import { parseDirective } from '#library';
import type { Directive, ItemSource } from '#protocol';
import { sha256 } from '#protocol';

/** An item that no disk holds. */
export function sourceOf(text: string, facts: Partial<ItemSource> = {}): ItemSource {
  return {
    kind: 'directive',
    id: 'team/ship_it',
    space: 'project',
    path: '.ai/directives/team/ship_it.md',
    text,
    sha256: sha256(text),
    signature: 'unsigned',
    ...facts,
  };
}

export function knowledgeSource(text: string, file = 'notes.md'): ItemSource {
  const id = file.replace(/\.\w+$/, '');
  return sourceOf(text, { kind: 'knowledge', id, path: `.ai/knowledge/${file}` });
}

/** A directive file around what its fence holds. The fence begins at line 4. */
export function fenced(xml: string, below = 'Do it.'): string {
  return `# Title\n\n\`\`\`xml\n${xml}\n\`\`\`\n\n${below}\n`;
}

/** The directive whose `<metadata>` holds `xml`. */
export function withMetadata(xml: string): Directive {
  return parseDirective(sourceOf(fenced(`<directive name="ship_it"><metadata>${xml}</metadata></directive>`)));
}

export function codesOf(directive: { warnings: { code: string }[] }): string[] {
  return directive.warnings.map((warning) => warning.code);
}
