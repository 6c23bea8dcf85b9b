import {
  ContentBlockSchema,
  ContentFactSchema,
  EffectSchema,
  EnvelopeSchema,
  type EventType,
  eventSchemas,
  FailureCategorySchema,
  FieldSchema,
  ItemKindSchema,
  LimitsSchema,
  SpaceSchema,
  StopReasonSchema,
  UsageSchema,
} from '#protocol';
import { describeFields, describeShape, namedShapes } from './describe-schema.ts';
import { eventMeanings } from './event-meanings.ts';
import { table } from './table.ts';

const SHAPES = [
  ContentFactSchema,
  UsageSchema,
  LimitsSchema,
  ContentBlockSchema,
  FieldSchema,
  EffectSchema,
  ItemKindSchema,
  SpaceSchema,
  StopReasonSchema,
  FailureCategorySchema,
];

/** Every event type with its data, from the schemas that the log is checked against. */
export function eventsSection(): string {
  const types = (Object.keys(eventSchemas) as EventType[]).map((type) => [
    `\`${type}\``,
    eventMeanings[type],
    describeFields(eventSchemas[type]),
  ]);
  const shapes = SHAPES.map((schema) => [namedShapes.get(schema) ?? '', describeShape(schema)]);
  return [
    `Around the data of every event: ${describeFields(EnvelopeSchema)}.`,
    table(['type', 'says', 'data'], types),
    'Shapes that several of them share:',
    table(
      ['shape', 'is'],
      [
        ...shapes,
        ['error', '{ `code` text · `message` text · `hint?` text · `data?` JSON object }'],
        ['USD', 'a number of US dollars with at most nine decimals'],
        ['SHA-256', '64 lower-case hex digits'],
      ],
    ),
  ].join('\n\n');
}
