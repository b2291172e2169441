namespace AgentGrid.Api.Identity.SignIn;

/// <summary>A secret for an authenticator, shown this once. It counts once it is confirmed.</summary>
/// <param name="Secret">In base32, to be typed.</param>
/// <param name="Uri">The same as <c>otpauth://</c> address.</param>
/// <param name="QrSvg">The address as QR code: an SVG drawing without scripts.</param>
public sealed record TotpSetupResponse(string Secret, string Uri, string QrSvg);
