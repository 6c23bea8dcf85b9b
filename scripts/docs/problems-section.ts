import { problemGroups } from '#library';
import { table } from './table.ts';

/** Every code of `rye validate`, what it means and what to do. */
export function problemsSection(): string {
  return problemGroups
    .map(({ title, codes }) => {
      const rows = Object.entries(codes).map(([code, { means, todo }]) => [`\`${code}\``, means, todo]);
      return `### ${title}\n\n${table(['code', 'means', 'what to do'], rows)}`;
    })
    .join('\n\n');
}
