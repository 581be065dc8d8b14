// Takes the place of VS Code's native log writer, @vscode/spdlog, which would have to be compiled on every machine.
// With it the log files and the Output panel of the VS Code that is tested work as they do for a person.
'use strict';
const { appendFileSync, mkdirSync } = require('node:fs');
const path = require('node:path');

/** From the lowest; a number is a level. */
const levels = ['trace', 'debug', 'info', 'warning', 'error', 'critical', 'off'];

class Logger {
  /** @param {string} file */
  constructor(file) {
    this.file = file;
    this.level = levels.indexOf('info');
    this.isPlain = false;
  }

  /**
   * @param {number} level
   * @param {string} message
   */
  write(level, message) {
    if (level < this.level) {
      return;
    }
    // Local time, as 2026-01-31 23:59:59.999
    const now = new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString();
    const prefix = this.isPlain ? '' : `${now.replace('T', ' ').slice(0, 23)} [${levels[level]}] `;
    appendFileSync(this.file, `${prefix}${message}${this.isPlain ? '' : '\n'}`);
  }

  /** @param {string} message */
  trace(message) {
    this.write(0, message);
  }

  /** @param {string} message */
  debug(message) {
    this.write(1, message);
  }

  /** @param {string} message */
  info(message) {
    this.write(2, message);
  }

  /** @param {string} message */
  warn(message) {
    this.write(3, message);
  }

  /** @param {string} message */
  error(message) {
    this.write(4, message);
  }

  /** @param {string} message */
  critical(message) {
    this.write(5, message);
  }

  getLevel() {
    return this.level;
  }

  /** @param {number} level */
  setLevel(level) {
    this.level = level;
  }

  clearFormatters() {
    this.isPlain = true;
  }

  /** The one pattern that VS Code sets is the form above. */
  setPattern() {
    this.isPlain = false;
  }

  flush() {}

  drop() {}
}

/**
 * @param {string} _name
 * @param {string} file
 */
async function createLogger(_name, file) {
  mkdirSync(path.dirname(file), { recursive: true });
  return new Logger(file);
}

exports.version = 0;
exports.Logger = Logger;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.createRotatingLogger = createLogger;
exports.createAsyncRotatingLogger = createLogger;
