import type { JsonObject } from '../errors.ts';
import { inputPlaceholder, inputValue, resolveInput, word } from './input-placeholder.ts';
import type { Interpolated } from './interpolated.ts';
import { replacePlaceholders } from './replace-placeholders.ts';
import { toText } from './to-text.ts';

/** Which part of the environment a prompt may show. */
export interface PromptEnvironment {
  env: Readonly<Record<string, string | undefined>>;
  /** Names that `{env:NAME}` may read; any other name counts as absent, so that secrets stay out of prompts. */
  allowedNames: readonly string[];
}

const pattern = new RegExp(
  String.raw`\{env:(${word})(?::([^}]*))?\}|${inputPlaceholder}|\$\{inputs\.(${word})\}`,
  'gu',
);

/**
 * Fill a directive's inputs into its text: `{input:k}`, `{input:k?}`, `{input:k:default}`, `{input:k|default}`,
 * `${inputs.k}`, `{env:V}` and `{env:V:default}`.
 *
 * A placeholder without a value and without a default stays as written. Text is read once: a value that looks like a
 * placeholder is not expanded. Lists and mappings read as JSON, null as nothing. Never throws.
 * @param environment Absent: no name may be read.
 */
export function interpolateInputs(
  text: string,
  inputs: JsonObject,
  environment: PromptEnvironment = { env: {}, allowedNames: [] },
): Interpolated<string> {
  const warnings: string[] = [];
  const readEnv = (name: string): string | undefined => {
    if (environment.allowedNames.includes(name)) {
      return Object.hasOwn(environment.env, name) ? environment.env[name] : undefined;
    }
    warnings.push(`{env:${name}} is not readable from a prompt: ${name} is not on the list of allowed names`);
    return undefined;
  };
  const expand = (part: string): string => {
    const result = replacePlaceholders(part, pattern, ([envName, envDefault, name, modifier, dottedName]) => {
      if (envName !== undefined) return readEnv(envName) ?? envDefault;
      if (name !== undefined) return resolveInput(inputs, name, modifier, expand);
      const value = dottedName === undefined ? undefined : inputValue(inputs, dottedName);
      return value === undefined ? undefined : toText(value);
    });
    warnings.push(...result.warnings);
    return result.value;
  };
  return { value: expand(text), warnings };
}
