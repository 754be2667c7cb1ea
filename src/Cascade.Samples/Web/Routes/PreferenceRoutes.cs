using System.Security.Claims;
using System.Text.Json;
using Cascade.Persistence;

namespace Cascade.Samples.Web.Routes;

/// <summary>A user's preferences: any JSON, with a version.</summary>
internal static class PreferenceRoutes
{
    public static void Map(IEndpointRouteBuilder api)
    {
        RouteGroupBuilder preferences = api.MapGroup("/preferences").WithTags("Users").RequireAuthorization();
        preferences.MapGet("/", async (ClaimsPrincipal user, StoreAccess access, CancellationToken cancellation) =>
                await PreferencesOf(user, access).FindAsync(cancellation)
                    ?? new PreferenceDocument(JsonElement.Parse("{}"), 0, DateTimeOffset.UnixEpoch))
            .WithSummary("The user's preferences, any JSON; version 0 where none were kept.");
        preferences.MapPut("/", (JsonElement content, ClaimsPrincipal user, StoreAccess access, CancellationToken cancellation,
            int? expectedVersion = null) => PreferencesOf(user, access).SetAsync(content, expectedVersion, cancellation))
            .WithSummary("Keeps preferences; refused with 409 if they have changed since the version expected.");
    }

    private static PreferenceStore PreferencesOf(ClaimsPrincipal user, StoreAccess access) =>
        access.Store.For(UserRoutes.IdOf(user)).Preferences;
}
