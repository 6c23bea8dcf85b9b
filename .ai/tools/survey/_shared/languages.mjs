/** Languages by file extension. Data and pictures are no language that someone reads, and count as other files. */
const BY_EXTENSION = new Map(
  Object.entries({
    TypeScript: 'ts tsx mts cts',
    JavaScript: 'js jsx mjs cjs',
    Python: 'py pyi',
    Go: 'go',
    Rust: 'rs',
    Java: 'java',
    Kotlin: 'kt kts',
    Scala: 'scala',
    Swift: 'swift',
    C: 'c h',
    'C++': 'cc cpp cxx hpp hh',
    'C#': 'cs',
    'Objective-C': 'm mm',
    Ruby: 'rb',
    PHP: 'php',
    Elixir: 'ex exs',
    Erlang: 'erl',
    Haskell: 'hs',
    OCaml: 'ml mli',
    Clojure: 'clj cljs cljc',
    Lua: 'lua',
    Perl: 'pl pm',
    R: 'r',
    Julia: 'jl',
    Dart: 'dart',
    Zig: 'zig',
    Shell: 'sh bash zsh fish',
    PowerShell: 'ps1',
    SQL: 'sql',
    HTML: 'html htm',
    CSS: 'css scss sass less',
    Vue: 'vue',
    Svelte: 'svelte',
    Markdown: 'md mdx',
    reStructuredText: 'rst',
    Text: 'txt',
    JSON: 'json jsonc json5',
    YAML: 'yaml yml',
    TOML: 'toml',
    XML: 'xml',
    Protobuf: 'proto',
    GraphQL: 'graphql gql',
    Terraform: 'tf',
    Nix: 'nix',
  }).flatMap(([language, extensions]) => extensions.split(' ').map((extension) => [extension, language])),
);

const BY_NAME = new Map([
  ['Dockerfile', 'Dockerfile'],
  ['Makefile', 'Make'],
  ['CMakeLists.txt', 'CMake'],
  ['Rakefile', 'Ruby'],
  ['Gemfile', 'Ruby'],
]);

/** Lock files are written by tools and would drown what people wrote. */
const LOCK =
  /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|yarn\.lock|Cargo\.lock|poetry\.lock|uv\.lock|go\.sum|composer\.lock|Gemfile\.lock)$/;

export function isLockFile(path) {
  return LOCK.test(path);
}

/** The language of a file by its name; undefined for lock files and for what is none. */
export function languageOf(path) {
  if (isLockFile(path)) return undefined;
  const name = path.slice(path.lastIndexOf('/') + 1);
  const extension = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase();
  return BY_NAME.get(name) ?? (extension === undefined ? undefined : BY_EXTENSION.get(extension));
}
