namespace VsphereConnector.Vim25.Soap;

/// <summary>The bytes are not XML as SOAP allows it; <see cref="AnswerReader"/> turns this into a <see cref="VimProtocolException"/>.</summary>
internal sealed class MalformedXmlException(string message, Exception? inner = null) : Exception(message, inner);
