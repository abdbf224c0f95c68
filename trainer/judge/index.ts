export { judge, nextCells } from './judge';
