/**
 * Runs before the program in a compiled executable. sql.js reads `__dirname` when it starts, even when it is handed its
 * WebAssembly; a bundle is one ES module and has none (measured: "ReferenceError: __dirname is not defined").
 */
Object.assign(globalThis, { __dirname: "" });
