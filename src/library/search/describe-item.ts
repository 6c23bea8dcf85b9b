import { type ItemSource, RyeError } from '#protocol';
import { parseDirective } from '../directive/parse-directive.ts';
import { parseKnowledge } from '../knowledge/parse-knowledge.ts';

/** What a search shows and looks through. */
export interface ItemDescription {
  name: string;
  title?: string;
  description?: string;
  content: string;
}

/** Describes any item; one that does not parse is still found, by its id and its text. */
export function describeItem(source: ItemSource): ItemDescription {
  try {
    if (source.kind === 'directive') return describeDirective(source);
    if (source.kind === 'knowledge') return describeKnowledge(source);
  } catch (thrown) {
    if (!(thrown instanceof RyeError)) throw thrown;
  }
  return describeText(source);
}

function describeDirective(source: ItemSource): ItemDescription {
  const { name, description, body } = parseDirective(source);
  const title = /^# +(.+)$/m.exec(source.text.slice(0, Math.max(0, source.text.indexOf('```xml'))))?.[1];
  return { name, ...(title !== undefined && { title }), ...(description !== '' && { description }), content: body };
}

function describeKnowledge(source: ItemSource): ItemDescription {
  const { name, title, metadata, body } = parseKnowledge(source);
  const description = metadata['description'];
  return {
    name,
    ...(title !== undefined && { title }),
    ...(typeof description === 'string' && { description }),
    content: body || source.text,
  };
}

/** A tool says what it does in a `description` line of its own language. */
function describeText(source: ItemSource): ItemDescription {
  const line =
    /^(?:#[ \t]*|\/\/[ \t]*|export const |const )?_{0,2}(?:tool_)?description_{0,2}[ \t]*[:=][ \t]*(.+)$/m.exec(
      source.text,
    )?.[1];
  const description = line?.trim().replace(/^(["'])(.*)\1;?$/, '$2');
  return {
    name: source.id.split('/').at(-1) ?? source.id,
    ...(description !== undefined && { description }),
    content: source.text,
  };
}
