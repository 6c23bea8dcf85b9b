import { readFileSync } from 'node:fs';

export const __version__ = '1.0.0';
export const __tool_type__ = 'node';
export const __executor_id__ = 'rye/core/runtimes/node/node';
export const __category__ = 'leads';
export const __tool_description__ = 'Lists the niches that the pipeline searches.';
export const __effect__ = 'none';
export const CONFIG_SCHEMA = { type: 'object', properties: {}, additionalProperties: false };

const { niches } = JSON.parse(readFileSync('input/niches.json', 'utf8'));
console.log(JSON.stringify({ niches }));
