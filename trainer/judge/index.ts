export { judge, judgeAtEnd, nextCells, type Standing } from './judge';
