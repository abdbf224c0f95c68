import activations from './activations.scale';
import alignments from './alignments.scale';
import modules from './modules.scale';
import optimizers from './optimizers.scale';
import parametrizations from './parametrizations.scale';
import patterns from './patterns.scale';
import resources from './resources.scale';

/** The library files as texts, in the sequence in which documents see them. They ship beside the program as files too. */
export const LIBRARY: readonly { readonly file: string; readonly text: string }[] = [
  { file: 'activations.scale', text: activations },
  { file: 'patterns.scale', text: patterns },
  { file: 'modules.scale', text: modules },
  { file: 'optimizers.scale', text: optimizers },
  { file: 'parametrizations.scale', text: parametrizations },
  { file: 'alignments.scale', text: alignments },
  { file: 'resources.scale', text: resources },
];
