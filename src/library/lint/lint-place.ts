import type { ItemSource } from '#protocol';
import type { Report } from '../problems/report.ts';

/** What an item says of itself, each with its place in the file; absent where it says nothing. */
export interface Claims {
  name?: Claim;
  category?: Claim;
  version?: Claim;
}

export interface Claim {
  value: string;
  offset: number;
}

/**
 * Compares what an item says of itself with where it lies.
 * @param placed False for a file outside of a space: then only the version can be looked at.
 */
export function lintPlace({ id }: Pick<ItemSource, 'id'>, claims: Claims, placed: boolean, report: Report): void {
  const { name, category, version } = claims;
  const at = id.lastIndexOf('/');
  const [folder, stem] = [id.slice(0, Math.max(0, at)), id.slice(at + 1)];
  if (placed && name !== undefined && name.value !== stem) {
    report.error(name.offset, 'name-mismatch', `the name is "${name.value}", but the file is called "${stem}"`);
  }
  if (placed && category !== undefined && category.value !== folder) {
    report.error(
      category.offset,
      'category-mismatch',
      `the category is "${category.value}", but the item lies in "${folder}"`,
    );
  }
  if (version !== undefined && !SEMVER.test(version.value)) {
    report.error(version.offset, 'bad-version', `the version is "${version.value}", not X.Y.Z`);
  }
}

const SEMVER = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/;
