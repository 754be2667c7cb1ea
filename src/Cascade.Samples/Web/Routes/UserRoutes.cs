using System.Security.Claims;
using Cascade.Persistence;
using Cascade.Samples.Backends;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;

namespace Cascade.Samples.Web.Routes;

/// <summary>Accounts: with a password, or as a guest. Whoever signs in has a cookie, or a token where the query says
/// <c>token=true</c>.</summary>
internal static class UserRoutes
{
    private const int ShortestPassword = 8, LongestPassword = 128;
    private const string Kind = "kind", Guest = "guest";

    // Compared with where there is no such user, so that a wrong name takes as long as a wrong password.
    private static readonly PasswordHasher<string> s_hasher = new();
    private static readonly string s_nobody = s_hasher.HashPassword("", Guid.NewGuid().ToString());

    public static void Map(IEndpointRouteBuilder api)
    {
        RouteGroupBuilder users = api.MapGroup("/users").WithTags("Users");
        users.MapPost("/register", RegisterAsync).WithSummary("Makes an account and signs in.");
        users.MapPost("/sign-in", SignInAsync).WithSummary("Signs in by name and password.");
        users.MapPost("/guest", GuestAsync).WithSummary("Makes an account without a password and signs in.");
        users.MapPost("/sign-out", () => TypedResults.SignOut(authenticationSchemes: [CookieAuthenticationDefaults.AuthenticationScheme]))
            .WithSummary("Signs out.");
        users.MapGet("/me", MeAsync).RequireAuthorization().WithSummary("The account and what it has done.");
    }

    /// <summary>The id of whoever asks.</summary>
    public static Guid IdOf(ClaimsPrincipal user) => Guid.Parse(user.FindFirstValue(ClaimTypes.NameIdentifier)!);

    /// <summary>Whether whoever asks has an account that a password opens.</summary>
    public static bool HasAccount(ClaimsPrincipal user) => user.Identity is { IsAuthenticated: true } && !user.HasClaim(Kind, Guest);

    private static async Task<IResult> RegisterAsync(Credentials credentials, StoreAccess access, HttpContext context, bool token = false)
    {
        string password = credentials.Password ?? "";
        if (password.Length is < ShortestPassword or > LongestPassword)
            throw new InvalidRequestException(
                "password", $"{password.Length} characters", $"{ShortestPassword} to {LongestPassword} characters");
        string hash = s_hasher.HashPassword("", password);
        User user = await access.Store.Users.CreateAsync(Guid.CreateVersion7(), credentials.Name ?? "", hash, context.RequestAborted);
        return SignIn(user.Id, token);
    }

    private static async Task<IResult> SignInAsync(Credentials credentials, StoreAccess access, HttpContext context, bool token = false)
    {
        UserCredentials? known = await access.Store.Users.FindCredentialsAsync(credentials.Name ?? "", context.RequestAborted);
        PasswordVerificationResult result = s_hasher.VerifyHashedPassword("", known?.PasswordHash ?? s_nobody, credentials.Password ?? "");
        if (known?.PasswordHash is null || result == PasswordVerificationResult.Failed)
            return Problems.With("wrongPassword", StatusCodes.Status401Unauthorized, "The name or the password is wrong.");
        return SignIn(known.UserId, token);
    }

    private static async Task<IResult> GuestAsync(StoreAccess access, HttpContext context, bool token = false)
    {
        var id = Guid.CreateVersion7();
        await access.Store.Users.CreateAsync(id, $"guest {id:N}", null, context.RequestAborted);
        return SignIn(id, token, new Claim(Kind, Guest));
    }

    private static async Task<User> MeAsync(ClaimsPrincipal principal, StoreAccess access, CancellationToken cancellationToken) =>
        await access.Store.Users.FindAsync(IdOf(principal), cancellationToken) ?? throw new NotFoundException("The account is gone.");

    private static SignInHttpResult SignIn(Guid id, bool token, params Claim[] more)
    {
        string scheme = token ? BearerTokenDefaults.AuthenticationScheme : CookieAuthenticationDefaults.AuthenticationScheme;
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, id.ToString()), .. more], scheme);
        return TypedResults.SignIn(new ClaimsPrincipal(identity), new AuthenticationProperties { IsPersistent = true }, scheme);
    }
}

/// <summary>Who signs in.</summary>
internal sealed record Credentials(string? Name, string? Password)
{
    // Passwords stay out of logs.
    public override string ToString() => $"{nameof(Credentials)} {{ Name = {Name} }}";
}
