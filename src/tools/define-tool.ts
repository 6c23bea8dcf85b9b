import { z } from 'zod';
import { type Effect, type JsonObject, RyeError, type Tool, type ToolContext, type ToolOutcome } from '#protocol';
import { InvalidInputError, SystemRefusedError } from './errors.ts';
import { errnoOf } from './resolve-path.ts';

/** A built-in tool: its input as a zod schema, which is also what the model is shown. */
export interface ToolDefinition<Schema extends z.ZodObject> {
  id: string;
  description: string;
  effect: Effect;
  input: Schema;
  /** May throw any {@link RyeError}; it becomes the outcome's error. */
  run(input: z.infer<Schema>, context: ToolContext): Promise<ToolOutcome>;
}

/** Makes a tool of a definition: checks the input, and turns expected errors into a failure value. */
export function defineTool<Schema extends z.ZodObject>(definition: ToolDefinition<Schema>): Tool {
  const { id, description, effect, input: schema } = definition;
  return {
    spec: { id, description, inputSchema: schemaForModel(schema), effect },
    run: (input, context) =>
      asOutcome(id, async () => {
        const checked = schema.safeParse(input);
        if (!checked.success) throw new InvalidInputError({ tool: id, why: z.prettifyError(checked.error) });
        return definition.run(checked.data, context);
      }),
  };
}

/** Runs a tool's body; an error that rye or the system raised on purpose is an outcome, any other one is a defect. */
export async function asOutcome(id: string, body: () => Promise<ToolOutcome>): Promise<ToolOutcome> {
  try {
    return await body();
  } catch (error) {
    if (error instanceof RyeError) return { ok: false, error: error.toJSON() };
    const errno = errnoOf(error);
    if (errno === undefined || !(error instanceof Error)) throw error;
    return { ok: false, error: new SystemRefusedError({ what: id, why: error.message, errno }, error).toJSON() };
  }
}

function schemaForModel(schema: z.ZodObject): JsonObject {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return rest as JsonObject;
}
