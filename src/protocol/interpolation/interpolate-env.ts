import type { Json } from '../errors.ts';
import type { Interpolated } from './interpolated.ts';
import { mapStrings } from './map-strings.ts';
import { replacePlaceholders } from './replace-placeholders.ts';

/** How `interpolateEnv` writes values. */
export interface EnvOptions {
  /** Quote values for a POSIX shell; turn off where they become an argument or a variable of a process. @default true */
  quote?: boolean;
}

const pattern = /\$\{([A-Z_][A-Z0-9_]*)(?::-([^}]*))?\}/g;
/** Characters that mean nothing to a POSIX shell. */
const plain = /^[A-Za-z0-9_@%+=:,./-]*$/;

/**
 * Fill environment variables into a runtime's configuration: `${NAME}` and `${NAME:-default}`.
 *
 * Names are upper case only, which keeps `${state.x}` for the run's own interpolation. An unset name reads as its
 * default, else as nothing. A value with characters special to a shell is quoted whole; defaults are the author's own
 * text and are not. Never throws.
 */
export function interpolateEnv(
  template: Json,
  env: Readonly<Record<string, string | undefined>>,
  options: EnvOptions = {},
): Interpolated<Json> {
  return mapStrings(template, (text) =>
    replacePlaceholders(text, pattern, ([name = '', fallback = '']) => {
      const value = Object.hasOwn(env, name) ? env[name] : undefined;
      if (value === undefined) return fallback;
      return options.quote === false ? value : shellQuote(value);
    }),
  );
}

/** Single quotes keep everything but the single quote itself, which is closed, quoted on its own and reopened. */
function shellQuote(value: string): string {
  return plain.test(value) ? value : `'${value.replaceAll("'", `'"'"'`)}'`;
}
