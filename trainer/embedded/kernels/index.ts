export { addScaled, outer, pack, product, rowDots, setScaled, weightedRows } from './product';
export { addRow, columnSums, normalize, normalizeBack, normalizeWeights, residual, zero } from './rows';
export { activate, activateBack } from './activations';
export { attend, attendBack } from './attend';
export { adam, decayAndAdd } from './vectors';
