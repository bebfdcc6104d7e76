/**
 * ONNX Runtime's packages carry a usage reporter that writes device ids and
 * logs and may send them home. It asks for this variable before it starts, so
 * this module is imported before the runtime wherever a session is opened.
 */
process.env['ORT_DISABLE_TELEMETRY'] = '1';
