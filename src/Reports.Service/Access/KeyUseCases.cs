using System.Collections.Immutable;
using MediatR;

namespace Reports.Service.Access;

/// <summary>Makes a key.</summary>
/// <param name="File">Where the keys are.</param>
/// <param name="Name">Whose key it is: the author of what is recorded with it.</param>
/// <param name="Role">What it is for.</param>
/// <param name="Expires">From when it is none any more; null for never.</param>
[Needs(Permission.Manage)]
public sealed record CreateKey(string File, string Name, Role Role, DateTimeOffset? Expires) : IRequest<CreatedKey>;

/// <param name="Key">As it is stored.</param>
/// <param name="Text">The key itself, which is stored nowhere.</param>
public sealed record CreatedKey(AccessKey Key, string Text);

/// <summary>Every key that was ever made, in the order of their making.</summary>
[Needs(Permission.Manage)]
public sealed record ListKeys(string File) : IRequest<ImmutableArray<AccessKey>>;

/// <summary>Takes the key of a name back, for ever.</summary>
[Needs(Permission.Manage)]
public sealed record RevokeKey(string File, string Name) : IRequest<AccessKey>;

internal sealed class KeyHandlers(TimeProvider time)
    : IRequestHandler<CreateKey, CreatedKey>, IRequestHandler<ListKeys, ImmutableArray<AccessKey>>, IRequestHandler<RevokeKey, AccessKey>
{
    public Task<CreatedKey> Handle(CreateKey request, CancellationToken cancellationToken)
    {
        var (key, text) = new KeyFile(request.File, time).Create(request.Name, request.Role, request.Expires);
        return Task.FromResult(new CreatedKey(key, text));
    }

    public Task<ImmutableArray<AccessKey>> Handle(ListKeys request, CancellationToken cancellationToken) =>
        Task.FromResult(new KeyFile(request.File, time).Read());

    public Task<AccessKey> Handle(RevokeKey request, CancellationToken cancellationToken) =>
        Task.FromResult(new KeyFile(request.File, time).Revoke(request.Name));
}
