import type { Graph, ItemSource } from '#protocol';
import { InvalidItemError } from '../errors.ts';
import { errorsIn, reportOn } from '../problems/report.ts';
import { readGraph } from './read-graph.ts';

/** Parses a state graph. @throws {InvalidItemError} with the place of every error in the file */
export function parseGraph(source: ItemSource): Graph {
  const report = reportOn(source.path, source.text);
  const reading = readGraph(source, report);
  if (reading === undefined || errorsIn(report).length > 0) throw new InvalidItemError(report.problems);
  return reading.graph;
}
