import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFiles } from './rye.ts';

const NICHES = ['bakeries', 'bike_shops', 'florists'];
const LEADS = 24;
/** Of these the first three are good enough, and nobody is known at the third. */
const GOOD = 3;
const KNOWN = 2;

/** More leads cost those more who lead others: their ceilings are so many times what they were. In USD. */
const ROOM = 20;
const LEAF_USD = 0.5;

/**
 * Gives a project with the template `pipeline` 24 leads: a run has 60 threads then, one of which fails.
 * @param project Its folder.
 */
export function writeSixtyThreads(project: string): void {
  const leads = Array.from({ length: LEADS }, (_, index) => ({
    id: `lead_${index}`,
    company: `Company ${index}`,
    niche: NICHES[index % NICHES.length] ?? '',
    website: `lead-${index}.example`,
  }));
  const rows = leads.map(
    ({ id, company, niche, website }) => `${id},${company},${niche},Lund,${website},hello@${website}`,
  );
  const site = (index: number) =>
    index < GOOD
      ? { status: 200, people: 9, orders_online: false, delivers: true }
      : { status: 200, people: 40, orders_online: true, delivers: false };
  writeFiles(project, {
    'input/leads.csv': `${['id,company,niche,city,website,email', ...rows].join('\n')}\n`,
    'input/sites.json': JSON.stringify(Object.fromEntries(leads.map(({ website }, index) => [website, site(index)]))),
    'input/people.json': JSON.stringify(
      Object.fromEntries(leads.slice(0, KNOWN).map(({ id }) => [id, { name: 'Astrid Holm', role: 'owner' }])),
    ),
  });
  const folder = join(project, '.ai');
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (name.startsWith('data') || !/\.(md|yaml)$/.test(name)) continue;
    const text = readFileSync(join(folder, name), 'utf8');
    const roomy = text
      .replace(/(spend(?:="|: ))(\d+\.\d+)/g, (all, key: string, usd: string) =>
        Number(usd) < LEAF_USD ? all : `${key}${Number(usd) * ROOM}`,
      )
      .replace(/spawns="\d+"/, 'spawns="100"');
    if (roomy !== text) writeFileSync(join(folder, name), roomy);
  }
}
