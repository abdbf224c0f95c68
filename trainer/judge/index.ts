export { judge, judgeAtEnd, nextCells, type Standing } from './judge';
export { leftOutText } from './words';
