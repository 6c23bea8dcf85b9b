/** What functions without arguments return, under the same names. */
export type Built<Makers> = { readonly [Name in keyof Makers]: Makers[Name] extends () => infer Value ? Value : never };

/**
 * An object whose members are made when they are asked for, each once: a command that only reads runs needs none of the
 * schemas, and making all of them takes a third of its start-up.
 */
export function builtOnUse<Makers extends Readonly<Record<string, () => unknown>>>(makers: Makers): Built<Makers> {
  const built = {};
  for (const [name, make] of Object.entries(makers)) {
    const get = (): unknown => {
      const value = make();
      Object.defineProperty(built, name, { value, enumerable: true });
      return value;
    };
    Object.defineProperty(built, name, { get, enumerable: true, configurable: true });
  }
  return built as Built<Makers>;
}
