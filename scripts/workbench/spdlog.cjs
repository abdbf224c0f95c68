// Stands in for VS Code's native log writer (@vscode/spdlog), which would need a compiler. Same interface, plain files.
const { appendFileSync, mkdirSync } = require('node:fs');
const { dirname } = require('node:path');

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'critical', 'off'];

class Logger {
  level = 2;
  raw = false;

  constructor(name, file) {
    this.file = file;
    mkdirSync(dirname(file), { recursive: true });
  }

  write(level, message) {
    if (level < this.level) return;
    const line = this.raw ? message : `${new Date().toISOString()} [${levels[level]}] ${message}\n`;
    try {
      appendFileSync(this.file, line);
    } catch {
      // The log folder goes away while the server shuts down; a log line is not worth an exception there.
    }
  }

  getLevel() {
    return this.level;
  }
  setLevel(level) {
    this.level = level;
  }
  clearFormatters() {
    this.raw = true;
  }
  setPattern() {}
  flush() {}
  drop() {}
}
levels.slice(0, -1).forEach((name, level) => {
  Logger.prototype[name] = function (message) {
    this.write(level, message);
  };
});

// One `exports.` each: the server imports them by name, and Node finds the names by reading this text.
const nothing = () => {};
exports.version = 0;
exports.Logger = Logger;
exports.createRotatingLogger = async (name, file) => new Logger(name, file);
exports.createAsyncRotatingLogger = exports.createRotatingLogger;
exports.setLevel = nothing;
exports.setFlushOn = nothing;
exports.setGlobalLogLevel = nothing;
exports.shutdown = nothing;
