/** What a code of `rye validate` says, and what is to be done about it: one row of `docs/validation.md` each. */
interface Meaning {
  means: string;
  todo: string;
}

const files = {
  unreadable: { means: 'The file is there and cannot be read.', todo: 'Give yourself permission to read it.' },
  'not-utf8': { means: 'The file is no UTF-8 text.', todo: 'Save it as UTF-8.' },
  'too-large': { means: 'The file is larger than any item may be.', todo: 'Divide it, or keep data elsewhere.' },
  'control-character': {
    means: 'The text holds a character that no editor shows: a NUL, another control character, or half a character.',
    todo: 'Remove it; in JSON and YAML write it escaped.',
  },
  'hidden-direction': {
    means: 'A character turns the reading direction, so that the text shows in another order than it is read.',
    todo: 'Remove it, unless the language of the text needs it.',
  },
  'not-a-file': { means: 'A folder has a name that only an item can have.', todo: 'Rename the folder.' },
  'link-outside': { means: 'A link leads out of its space.', todo: 'Put the file itself where the link is.' },
  'broken-link': { means: 'A link leads nowhere, or in a circle.', todo: 'Mend or remove the link.' },
  'bad-name': { means: 'A file name makes no id that could be used.', todo: 'Rename the file.' },
  'case-twin': {
    means: 'Two names differ in upper and lower case only: on many disks they are one file.',
    todo: 'Rename one of them.',
  },
  shadowed: {
    means: 'Another file of the same id comes first; this one is never used.',
    todo: 'Remove or rename one of them.',
  },
  tampered: {
    means: 'The signature does not fit the text. Such an item is never used.',
    todo: 'Restore the file, or sign it again after reading what changed.',
  },
} satisfies Record<string, Meaning>;

const fences = {
  'no-fence': {
    means: 'A directive has no fence that opens with three backticks and `xml` at the start of a line.',
    todo: 'Write the opening line exactly so.',
  },
  'unclosed-fence': { means: 'A fence never closes.', todo: 'End it with a line of three backticks.' },
  'bad-xml': { means: 'The fence is not well-formed XML.', todo: 'Correct the tag or attribute at this place.' },
  doctype: { means: 'The fence holds a DOCTYPE, which is never read.', todo: 'Remove it.' },
  'bare-less-than': { means: 'A `<` begins no tag.', todo: 'Write `&lt;`.' },
  'bare-ampersand': { means: 'A `&` begins no reference; it was taken as text.', todo: 'Write `&amp;`.' },
  'not-a-directive': { means: 'The fence holds another element than `<directive>`.', todo: 'Make it the root.' },
  'too-deep': { means: 'Values or elements are nested too deeply to be meant.', todo: 'Flatten them.' },
} satisfies Record<string, Meaning>;

const directives = {
  'misplaced-element': { means: 'An element counts only inside `<metadata>`.', todo: 'Move it there.' },
  'repeated-element': { means: 'An element stands twice; only the last one counts.', todo: 'Keep one.' },
  'bad-limit': {
    means: 'A limit is no number of 0 or more, or money is in another currency than USD.',
    todo: 'Give a number.',
  },
  'unknown-limit': {
    means: 'A limit has a name that is none.',
    todo: 'Use `turns tokens spend spawns depth duration_seconds`.',
  },
  'repeated-limit': { means: 'A limit is given twice; the smaller value counts.', todo: 'Keep one.' },
  'bad-permission': {
    means: 'Text in `<permissions>` is not `*`.',
    todo: 'Grant with `<execute>`, `<fetch>` and `<sign>`.',
  },
  'unknown-permission': {
    means: 'A tag in `<permissions>` is none.',
    todo: 'Use `execute`, `fetch`, `sign` or `acknowledge`.',
  },
  'ignored-wildcard': {
    means: 'A `*` stands beside other grants and is ignored.',
    todo: 'Remove it, or the other grants.',
  },
  'empty-permission': { means: 'A grant is empty and grants nothing.', todo: 'Fill or remove it.' },
  'doubled-permission': {
    means: 'A grant repeats the `rye.execute.` that its tag adds, and so grants nothing.',
    todo: 'Leave the prefix out: `<tool>acme.*</tool>`.',
  },
  'unmatched-permission': {
    means: 'No item has an id that the grant covers.',
    todo: 'Correct the id, or add the item.',
  },
  'unacknowledged-risk': {
    means: 'A run of this directive would be refused: the class of the grant has to be acknowledged.',
    todo: 'Grant less, or acknowledge the risk and say why.',
  },
  'granted-by-config': {
    means: 'The config lets this directive hold what it grants here even where its parent does not.',
    todo: 'Nothing, where that is meant; else take it out of `config/agent/capabilities.yaml`.',
  },
  'empty-acknowledgement': {
    means: 'An `<acknowledge>` names no risk.',
    todo: 'Give it `risk="elevated"` or another class.',
  },
  'unknown-context': { means: 'A tag in `<context>` is none.', todo: 'Use `system`, `before`, `after` or `suppress`.' },
  'unnamed-field': { means: 'An input or output has no name.', todo: 'Give it `name="…"`.' },
  'untyped-field': { means: 'An input has no type and counts as a string.', todo: 'Give it `type="…"`.' },
  'unknown-moment': {
    means: 'Checkpoints are asked for at a moment that is none.',
    todo: 'Use `context`, `synthesis` or `handoff`; leave it empty for all.',
  },
  'unknown-type': {
    means: 'A type is none of JSON’s.',
    todo: 'Use string, integer, number, boolean, object or array.',
  },
  'repeated-field': { means: 'An input or output is declared twice.', todo: 'Keep one.' },
  'undeclared-input': {
    means: 'The prompt uses an input that is not declared, and so cannot be given.',
    todo: 'Declare it.',
  },
  'unused-input': { means: 'An input is declared and never used.', todo: 'Use or remove it.' },
  'empty-prompt': { means: 'There is nothing below the fence: the model is told nothing.', todo: 'Write the prompt.' },
  'unknown-model': {
    means: 'No tier and no model has this name.',
    todo: 'Use one that is, or add it to `config/agent/models.yaml`.',
  },
  'unknown-price': {
    means: 'The model’s price is not known, so no run of it can begin.',
    todo: 'Give it in `config/agent/pricing.yaml`.',
  },
  'unknown-item': { means: 'There is no item of this id.', todo: 'Correct the id, or add the item.' },
  'extends-cycle': { means: 'Directives extend each other in a circle.', todo: 'Remove one `extends`.' },
} satisfies Record<string, Meaning>;

const metadata = {
  'name-mismatch': {
    means: 'The name is not that of the file.',
    todo: 'Make them the same: items are found by their files.',
  },
  'bad-item-name': {
    means: 'A directive’s name is not in snake_case.',
    todo: 'Use lower-case letters, digits and `_`.',
  },
  'category-mismatch': { means: 'The category is not the folder of the item.', todo: 'Make them the same.' },
  'bad-version': { means: 'The version is not X.Y.Z.', todo: 'Write it so; in YAML in quotes.' },
  'no-description': { means: 'There is no description.', todo: 'Say in a sentence what it does.' },
  'missing-metadata': { means: 'A usual key is missing.', todo: 'Add it.' },
  'bad-metadata': { means: 'A key has a value of the wrong kind.', todo: 'Correct the value.' },
  'front-matter': { means: 'Metadata stands in `---` front matter.', todo: 'Write it as a `yaml` fence.' },
  'bad-front-matter': { means: 'Front matter cannot be read.', todo: 'Correct it; only YAML is allowed.' },
  'bad-yaml': { means: 'The text is no YAML, or not the mapping that is needed.', todo: 'Correct it at this place.' },
  'bad-tool': { means: 'A tool declares something that cannot be used.', todo: 'Correct the declaration.' },
  'bad-graph': {
    means: 'A graph lacks something, or has it in another form.',
    todo: 'Write it as docs/graphs.md shows.',
  },
  'bad-node': { means: 'A node of a graph cannot be visited as it is.', todo: 'Write it as docs/graphs.md shows.' },
  'unknown-node': { means: 'A way of a graph leads to a node that there is not.', todo: 'Correct its name.' },
  'unreachable-node': { means: 'No way leads to a node.', todo: 'Lead one there, or remove the node.' },
  'endless-graph': { means: 'From a node no way leads to an end.', todo: 'Give one edge a way out.' },
  'no-return': {
    means: 'No node of a graph returns.',
    todo: 'Add a node of type `return`, where the graph has a result.',
  },
  'unset-state': { means: 'A node reads a key of the state that nothing sets.', todo: 'Set it, or correct its name.' },
  'unused-state': { means: 'A key of the state is set, and nothing reads it.', todo: 'Read it, or remove it.' },
  'broken-include': { means: 'An include leads nowhere, or in a circle.', todo: 'Correct the path or the heading.' },
} satisfies Record<string, Meaning>;

const hooks = {
  'bad-hook': { means: 'A hook, or a part of it, has the wrong shape.', todo: 'Correct it.' },
  'dead-hook': { means: 'A hook can never fire, or does nothing.', todo: 'Give it a known event and an action.' },
  'unknown-key': { means: 'A key means nothing here.', todo: 'Correct its spelling, or remove it.' },
  'bad-condition': { means: 'A condition can never be evaluated.', todo: 'Correct its operator, value or pattern.' },
  'odd-condition': { means: 'A condition works, but likely not as meant.', todo: 'Write it in the usual form.' },
  'repeated-hook': { means: 'Two hooks of one file have the same id.', todo: 'Rename one.' },
} satisfies Record<string, Meaning>;

const others = {
  'bad-config': { means: 'A value in a config file is of the wrong kind.', todo: 'Correct it.' },
  'models/offline-script': { means: 'An offline script has a mistake.', todo: 'See docs/offline-scripts.md.' },
  'orphan-script': {
    means: 'An offline script answers for a directive that is not there.',
    todo: 'Rename or remove it.',
  },
  'unknown-kind': {
    means: 'Neither the place nor the content of a file tells what it is.',
    todo: 'Name an item, or put it under `.ai`.',
  },
  'more-problems': { means: 'The file has more problems than are listed.', todo: 'Mend these first.' },
} satisfies Record<string, Meaning>;

/** Every code that a problem can have. Codes are stable: scripts rely on them. */
export const problemCodes = { ...files, ...fences, ...directives, ...metadata, ...hooks, ...others };

/** The code of a problem. */
export type ProblemCode = keyof typeof problemCodes;

/** The codes by what they are about, in the order of the documentation. */
export const problemGroups: readonly { title: string; codes: Readonly<Record<string, Meaning>> }[] = [
  { title: 'Files', codes: files },
  { title: 'The fence', codes: fences },
  { title: 'Directives', codes: directives },
  { title: 'Metadata', codes: metadata },
  { title: 'Hooks', codes: hooks },
  { title: 'Config and the rest', codes: others },
];
