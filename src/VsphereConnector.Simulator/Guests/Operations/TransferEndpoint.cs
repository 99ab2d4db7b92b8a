using VsphereConnector.Simulator.Guests.Files;
using VsphereConnector.Simulator.Rules;

namespace VsphereConnector.Simulator.Guests.Operations;

/// <summary><c>/guestFile</c>: the bytes of a transfer.</summary>
internal sealed class TransferEndpoint(TransferStore transfers, RuleBook rules, CallCounters counters, TimeProvider time)
{
    private const long MaximumUploadBytes = 2L * 1024 * 1024 * 1024 - 1;

    public async Task HandleAsync(HttpContext http)
    {
        var token = http.Request.Query["token"].ToString();
        if (transfers.Find(token) is not { } transfer || transfer.Upload != HttpMethods.IsPut(http.Request.Method))
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var vm = transfer.VirtualMachine;
        var method = transfer.Upload ? "GuestFilePut" : "GuestFileGet";
        var effect = rules.Apply(method, vm.Name);
        counters.Count(method, vm.Name);
        using var onMachine = counters.Enter(vm.Name);
        using var onHost = counters.Enter(vm.Host.Name);
        if (effect.Delay > TimeSpan.Zero)
            await Task.Delay(effect.Delay, time, http.RequestAborted);
        if (effect.Break == ConnectionBreak.BeforeCall)
            http.Abort();
        else if (effect.Fault is not null)
            http.Response.StatusCode = StatusCodes.Status500InternalServerError;
        else
            await TransferAsync(http, token, transfer, effect);
    }

    private async Task TransferAsync(HttpContext http, string token, GuestTransfer transfer, RuleEffect effect)
    {
        var status = transfer.Upload ? await ReceiveAsync(http, transfer, effect.TruncateUploadTo) : StatusCodes.Status200OK;
        if (status < 300)
            transfers.Close(token);
        if (effect.Break == ConnectionBreak.AfterCall)
        {
            http.Abort();
            return;
        }

        http.Response.StatusCode = status;
        if (!transfer.Upload)
            await SendAsync(http, transfer);
    }

    private static async Task<int> ReceiveAsync(HttpContext http, GuestTransfer transfer, long? keep)
    {
        if (http.Request.ContentLength is not { } length)
            return StatusCodes.Status411LengthRequired;
        if (length > MaximumUploadBytes)
            return StatusCodes.Status413PayloadTooLarge;
        if (length != transfer.Size)
            return StatusCodes.Status500InternalServerError;
        var content = new byte[length];
        await http.Request.Body.ReadExactlyAsync(content, http.RequestAborted);
        try
        {
            transfer.VirtualMachine.Guest.Files.Write(
                transfer.Path, keep < length ? content[..(int)keep.Value] : content, transfer.Account, transfer.Mode);
            return StatusCodes.Status200OK;
        }
        catch (FileSystemException)
        {
            return StatusCodes.Status500InternalServerError;
        }
    }

    private static async Task SendAsync(HttpContext http, GuestTransfer transfer)
    {
        var content = transfer.VirtualMachine.Guest.Files.Read(transfer.Path, transfer.Account);
        http.Response.ContentType = "application/octet-stream";
        http.Response.ContentLength = content.Length;
        await http.Response.Body.WriteAsync(content, http.RequestAborted);
    }
}
