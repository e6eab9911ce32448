// Which columns of a source are what.
import { DenselyError, invalid, show } from '../base/errors.js';
import { unknownColumn } from './names.js';

/** What the options say of them. */
export interface Roles {
  readonly targets: readonly string[];
  readonly weights: string | undefined;
  readonly groups: string | undefined;
  readonly features: readonly string[] | undefined;
}

interface Said {
  readonly target?: unknown;
  readonly weights?: unknown;
  readonly groups?: unknown;
  readonly features?: unknown;
}

/** @param hasTarget whether there must be one */
export function rolesOf(o: Said, hasTarget: boolean): Roles {
  const one = (option: 'weights' | 'groups'): string | undefined =>
    o[option] === undefined ? undefined : name(option, o[option]);
  return {
    targets: hasTarget ? targetsOf(o.target) : [],
    weights: one('weights'),
    groups: one('groups'),
    features: o.features === undefined ? undefined : nameList('features', o.features),
  };
}

function targetsOf(target: unknown): readonly string[] {
  return Array.isArray(target) ? nameList('target', target) : [name('target', target)];
}

function name(argument: string, value: unknown): string {
  if (typeof value === 'string') return value;
  throw invalid(argument, value, 'the name of a column');
}

function nameList(argument: string, value: unknown): string[] {
  if (!Array.isArray(value) || value.length === 0)
    throw invalid(argument, value, 'a list of names of columns');
  return Array.from(value as unknown[], (v, i) => name(`${argument}[${i}]`, v));
}

/** All names that the options say. */
export function saidNames({ targets, weights, groups, features = [] }: Roles): string[] {
  return [...features, ...targets, weights, groups].filter((column) => column !== undefined);
}

/** What the columns of a source are to be. */
export interface Chosen {
  readonly features: readonly string[];
  /** Weights and groups. */
  readonly beside: readonly string[];
  readonly unused: readonly string[];
}

/**
 * @param argument what the caller calls the source
 * @throws `ERR_OPTION` for a column that is not there, or that is asked for as two things
 */
export function choose(argument: string, names: readonly string[], roles: Roles): Chosen {
  const { targets, weights, groups, features } = roles;
  const besides = [weights, groups].filter((column) => column !== undefined);
  const find = (option: string, column: string): void => {
    if (!names.includes(column)) throw unknownColumn(option, column, names);
  };
  for (const target of targets) find('target', target);
  if (weights !== undefined) find('weights', weights);
  if (groups !== undefined) find('groups', groups);
  const taken = [...targets, ...besides];
  const chosen = features ?? names.filter((column) => !taken.includes(column));
  for (const feature of chosen) {
    find('features', feature);
    if (targets.includes(feature))
      throw invalid('features', feature, 'columns that are no targets');
    if (besides.includes(feature)) throw invalid('features', feature, 'neither weights nor groups');
  }
  if (chosen.length === 0) throw noFeature(argument, names);
  const unused = names.filter((column) => !taken.includes(column) && !chosen.includes(column));
  return { features: chosen, beside: besides, unused };
}

function noFeature(argument: string, names: readonly string[]): DenselyError {
  return new DenselyError(
    'ERR_DATA',
    argument,
    `${argument} must have at least one feature; its columns are ${names.map(show).join(', ')}.`,
  );
}
