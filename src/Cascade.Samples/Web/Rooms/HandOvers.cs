using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;

namespace Cascade.Samples.Web.Rooms;

/// <summary>The keys of rooms that were handed over. Each says when, sealed by the host: of two the later one rules, also where the host
/// was started anew and an older key has opened the room before.</summary>
internal sealed class HandOvers(IDataProtectionProvider protection)
{
    private readonly IDataProtector _seal = protection.CreateProtector("Cascade.Rooms.HandOvers");
    private long _last;

    /// <summary>Another key of the same room, for whoever it is handed to.</summary>
    public string Next(string key)
    {
        byte[] id = Encoding.UTF8.GetBytes(RoomKey.IdOf(key)), sealedText = new byte[sizeof(long) + id.Length];
        BinaryPrimitives.WriteInt64LittleEndian(sealedText, Later());
        id.CopyTo(sealedText, sizeof(long));
        return RoomKey.Behind(key, Convert.ToHexStringLower(_seal.Protect(sealedText)));
    }

    /// <summary>When a key was handed over, in ticks; 0 for a room's first, and for what this host has not sealed.</summary>
    public long TimeOf(string key)
    {
        if (RoomKey.SealOf(key) is not { } text)
            return 0;
        try
        {
            byte[] opened = _seal.Unprotect(Convert.FromHexString(text));
            Debug.Assert(opened.Length > sizeof(long), "Nothing else is sealed for this purpose.");
            return Encoding.UTF8.GetString(opened.AsSpan(sizeof(long))) == RoomKey.IdOf(key)
                ? BinaryPrimitives.ReadInt64LittleEndian(opened) : 0;
        }
        catch (CryptographicException)
        {
            // Another host's, or one that the old owner has made up.
            return 0;
        }
    }

    // Never the same twice, and never back where the clock is put back.
    private long Later()
    {
        while (true)
        {
            long last = Interlocked.Read(ref _last), next = Math.Max(last + 1, DateTime.UtcNow.Ticks);
            if (Interlocked.CompareExchange(ref _last, next, last) == last)
                return next;
        }
    }
}
