export default { base: "./", build: { outDir: "../bundled", emptyOutDir: true, target: "esnext" }, worker: { format: "es" } };
