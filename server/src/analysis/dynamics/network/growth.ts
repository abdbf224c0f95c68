import type { ActivationStatement } from '../../../syntax/tree';
import type { Growth } from './program';

/** Reads `growth linear` or `growth bounded` of an activation; undefined where its declaration says neither. */
export function readGrowth({ settings }: ActivationStatement): Growth | undefined {
  const value = settings.find((s) => s.key.text === 'growth')?.values[0];
  if (value?.kind !== 'name') return undefined;
  return value.text === 'linear' || value.text === 'bounded' ? value.text : undefined;
}
