using AgentGrid.Api.Hosting;
using AgentGrid.Domain.Limits;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace AgentGrid.Api.Identity.SignIn;

/// <summary><c>/api/v1/auth/totp</c> and <c>/backup-codes</c>: one's own second factor.</summary>
public static class SecondFactorEndpoints
{
    private const string FactorExample = """{ "password": "correct horse battery staple", "code": "123456" }""";

    public static void MapSecondFactor(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/auth").WithTags("Identity").RequireAuthorization().NeverCached();
        group.MapPost("/totp/setup", SetupAsync).Refuses(409)
            .WithSummary("Makes a secret for an authenticator. It counts once it is confirmed; setting up again replaces one that was not.");
        group.MapPost("/totp/confirm", ConfirmAsync).Example("""{ "code": "123456" }""").Refuses(409, 422)
            .WithSummary("Confirms the secret with a code of the authenticator, which is spent, and answers with ten backup codes, this once. Other sessions go on.");
        group.MapDelete("/totp", RemoveAsync).Example(FactorExample).Refuses(404, 409, 422)
            .WithSummary("Removes the second factor and its backup codes.");
        group.MapPost("/backup-codes", ReplaceCodesAsync).Example(FactorExample).Refuses(404, 409, 422)
            .WithSummary("Answers with ten new backup codes, this once, in place of all there were.");
    }

    private static async Task<Ok<TotpSetupResponse>> SetupAsync(HttpContext context, IGrainFactory grains)
    {
        var enrolment = await Person.Demand(context).Id.Grain(grains).BeginTotpAsync(context.Actor(), context.RequestAborted);
        return TypedResults.Ok(new TotpSetupResponse(enrolment.Secret, enrolment.Uri, QrSvg.Draw(enrolment.Uri)));
    }

    private static async Task<Ok<BackupCodesResponse>> ConfirmAsync(
        HttpContext context, IGrainFactory grains, PasswordProof proof, PasswordHashing hashing, [FromBody] TotpConfirmRequest body)
    {
        var (person, code) = (Person.Demand(context), PasswordSignIn.DemandCode(body.Code));
        await proof.LimitAsync(context, LimitPolicy.Totp, person);
        var (codes, hashes) = await hashing.NewBackupCodesAsync(context.RequestAborted);
        await person.Id.Grain(grains).ConfirmTotpAsync(context.Actor(), code, [.. hashes.Select(hash => hash.Text)], context.RequestAborted);
        return TypedResults.Ok(new BackupCodesResponse(codes));
    }

    private static async Task<NoContent> RemoveAsync(HttpContext context, IGrainFactory grains, PasswordProof proof, [FromBody] FactorRequest body)
    {
        var person = Person.Demand(context);
        var user = await proof.DemandAsync(context, person, body.Password, "password");
        var factor = await proof.DemandFactorAsync(context, person, body.Code);
        await person.Id.Grain(grains).RemoveTotpAsync(context.Actor(), user.PasswordVersion, factor, context.RequestAborted);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<BackupCodesResponse>> ReplaceCodesAsync(
        HttpContext context, IGrainFactory grains, PasswordProof proof, PasswordHashing hashing, [FromBody] FactorRequest body)
    {
        var person = Person.Demand(context);
        var user = await proof.DemandAsync(context, person, body.Password, "password");
        var factor = await proof.DemandFactorAsync(context, person, body.Code);
        var (codes, hashes) = await hashing.NewBackupCodesAsync(context.RequestAborted);
        await person.Id.Grain(grains).ReplaceBackupCodesAsync(context.Actor(), user.PasswordVersion, factor, [.. hashes.Select(hash => hash.Text)], context.RequestAborted);
        return TypedResults.Ok(new BackupCodesResponse(codes));
    }
}
