/** One picture of a tour. */
export interface Scene {
  /** What can be seen, in a sentence. */
  title: string;
  /** As `svgOfScreen` draws it. */
  svg: string;
}

/** How long each is shown, in seconds. */
const SHOWN_S = 4;
const CAPTION_HEIGHT = 34;

/** Pictures of one size as one that shows them in turn, over and over, each with its title below. */
export function tourOfScreens(scenes: readonly Scene[], about: string): string {
  const [, width = '0', height = '0'] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(scenes[0]?.svg ?? '') ?? [];
  const whole = Number(height) + CAPTION_HEIGHT;
  const shown = scenes.map(({ title, svg }, nth) => {
    const caption = `<text x="14" y="${Number(height) + 22}" fill="#d6dae0" font-family="sans-serif" font-size="16">${escaped(title)}</text>`;
    return `<g visibility="hidden">${turn(nth, scenes.length)}${svg.replace(/^<svg[^>]*>/, '').replace(/<\/svg>\s*$/, '')}${caption}</g>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${whole}" role="img" aria-label="${escaped(about)}">
<rect width="${width}" height="${whole}" fill="#14171c"/>
${shown.join('\n')}
</svg>
`;
}

/** Seen in its share of the time, hidden in all others. */
function turn(nth: number, count: number): string {
  const at = (share: number): string => (share / count).toFixed(4);
  const times = nth === 0 ? `0;${at(1)}` : `0;${at(nth)};${at(nth + 1)}`;
  const values = nth === 0 ? 'visible;hidden' : 'hidden;visible;hidden';
  const [lastTimes, lastValues] = nth === count - 1 && nth > 0 ? [`0;${at(nth)}`, 'hidden;visible'] : [times, values];
  return `<animate attributeName="visibility" calcMode="discrete" dur="${count * SHOWN_S}s" keyTimes="${lastTimes}" values="${lastValues}" repeatCount="indefinite"/>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
